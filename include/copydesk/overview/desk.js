// Follows the light or dark that was chosen in Airflow, whose page holds this one in a frame. Everything works without it.
"use strict";
(() => {
  const own = document.documentElement;
  let root;
  try { root = window.parent.document.documentElement; } catch { return; } // another origin: the system's choice stays
  if (root === own) return;
  const follow = () => {
    const theme = ["dark", "light"].find((name) => root.classList.contains(name));
    if (theme) own.dataset.theme = theme;
  };
  follow();
  new MutationObserver(follow).observe(root, { attributes: true, attributeFilter: ["class"] });
})();
