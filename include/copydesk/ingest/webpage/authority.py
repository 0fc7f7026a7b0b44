"""Whom to believe: for each hint, who may say it, the most trustworthy first, and why; the order is data.

Sites write JSON-LD and article:… for machines, one article a page; names of meta elements are older and filled in by templates;
what is shown to readers comes last here because the line cleaner reads it too.
"""

from __future__ import annotations

from typing import NamedTuple


class Voice(NamedTuple):
    """One who says something: the claim's name, and why it stands where it does."""

    name: str
    because: str


PUBLISHED = (
    Voice("json-ld:datepublished", "of the article by its type; search engines punish what is false"),
    Voice("meta:article:published_time", "of the article; written by the same plugins, sometimes only there"),
    Voice("meta:og:article:published_time", "the same under a wrong name"),
    Voice("itemprop:datepublished", "of the article unless a teaser carries it too; teasers in asides are left out"),
    Voice("meta:parsely-pub-date", "written for a counter of readers, who complain"),
    Voice("meta:cxenseparse:recs:publishtime", "the same"),
    Voice("meta:sailthru.date", "the same, of newsletters; in a format of its own"),
    Voice("meta:citation_publication_date", "written for scholars, so of the article; often without a clock"),
    Voice("meta:dcterms.issued", "Dublin Core says issued where it means published"),
    Voice("meta:dc.date.issued", "the same"),
    Voice("meta:dcterms.created", "created may be some hours before"),
    Voice("meta:dc.date.created", "the same"),
    Voice("meta:article.published", "names that one publisher's system gives"),
    Voice("meta:publish-date", "the same"),
    Voice("meta:publishdate", "the same"),
    Voice("meta:publish_date", "the same"),
    Voice("meta:publication_date", "the same"),
    Voice("meta:pubdate", "the same"),
    Voice("meta:og:pubdate", "the same"),
    Voice("meta:og:published_time", "the same"),
    Voice("meta:lastmod:published", "the same"),
    Voice("time:published", "an element whose class says that it is the article's"),
    Voice("itemprop:datecreated", "of the article, but of its draft"),
    Voice("json-ld-page:datepublished", "of the page: on some sites its template's"),
    Voice("meta:dc.date", "may be the day of any event of the page"),
    Voice("meta:dcterms.date", "the same"),
    Voice("meta:date", "the same, and today on some old servers"),
    Voice("time:plain", "the first time outside asides; may be that of a live ticker"),
)
UPDATED = (
    Voice("json-ld:datemodified", "of the article by its type"),
    Voice("meta:article:modified_time", "of the article"),
    Voice("meta:og:updated_time", "the same under an older name"),
    Voice("itemprop:datemodified", "of the article unless a teaser carries it too"),
    Voice("time:updated", "an element whose class says so"),
    Voice("meta:dcterms.modified", "Dublin Core"),
    Voice("json-ld-page:datemodified", "of the page: a new template counts as an update"),
    Voice("meta:last-modified", "of the file"),
)
TITLE = (
    Voice("json-ld:headline", "the headline alone; cut off at 110 characters by some plugins, which is mended"),
    Voice("meta:og:title", "the headline for sharing, on many sites with the site's name behind it, which is cut"),
    Voice("itemprop:headline", "the headline as shown"),
    Voice("element:h1", "the headline as shown; on some sites the site's name"),
    Voice("meta:twitter:title", "as og:title, more often shortened"),
    Voice("meta:dc.title", "Dublin Core"),
    Voice("meta:title", "written for search engines"),
    Voice("element:title-part", "the part of the title that is shown too, where nothing else is a headline"),
    Voice("element:title", "written for search engines, with section and site"),
)
SECTION = (
    Voice("json-ld:articlesection", "of the article; a list of categories on some sites"),
    Voice("meta:article:section", "of the article"),
    Voice("itemprop:articlesection", "of the article"),
    Voice("json-ld:breadcrumb", "the way to the article, as shown"),
    Voice("meta:parsely-section", "written for a counter of readers"),
    Voice("meta:cxenseparse:articlesection", "the same"),
    Voice("meta:section", "names that one publisher's system gives"),
    Voice("meta:article.section", "the same"),
    Voice("meta:category", "the same"),
    Voice("meta:dc.subject", "may be a list of keywords"),
    Voice("rel:category", "WordPress marks its categories so, the first being the main one"),
)
BYLINE = (
    Voice("json-ld:author", "persons or desks by name"),
    Voice("meta:parsely-author", "written for a counter of readers"),
    Voice("meta:citation_author", "written for scholars"),
    Voice("meta:sailthru.author", "written for newsletters"),
    Voice("meta:dc.creator", "Dublin Core; at times the agency"),
    Voice("meta:dcterms.creator", "the same"),
    Voice("itemprop:author", "as shown"),
    Voice("meta:byl", "as shown, with its lead-in"),
    Voice("meta:author", "on many sites the site's own name, which says nothing and is passed over"),
    Voice("meta:article:author", "a name on some sites; an address of a profile, which is passed over, on most"),
    Voice("rel:author", "a link to the author's page"),
)
SITE = (
    Voice("meta:og:site_name", "as its readers know it"),
    Voice("json-ld:publisher", "at times the company rather than the paper"),
    Voice("json-ld:website", "as the site calls itself"),
    Voice("meta:application-name", "as its app is called"),
    Voice("itemprop:publisher", "as shown"),
    Voice("meta:dc.publisher", "Dublin Core"),
)
URL = (
    Voice(
        "link:canonical", "the address that the page wants to be known by; the front page's on broken sites, which is passed over"
    ),
    Voice("meta:og:url", "the same, for sharing"),
    Voice("json-ld:mainentityofpage", "the same, for search engines"),
    Voice("json-ld:url", "the same"),
    Voice("meta:parsely-link", "the same"),
)
LANGUAGE = (
    Voice("json-ld:inlanguage", "of the article"),
    Voice("html:lang", "of the page; left in English by many a template"),
    Voice("meta:content-language", "the same, older"),
    Voice("meta:og:locale", "of the site"),
)
