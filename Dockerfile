# One image for every Airflow component; docker-compose.yaml says which one a container is.
ARG BASE_IMAGE=python:3.11-slim-bookworm
FROM ${BASE_IMAGE}

ARG UV_VERSION=0.13.9
ENV PATH=/opt/venv/bin:${PATH} \
    PYTHONPATH=/opt/copydesk/include \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/copydesk/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/copydesk/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False \
    GX_ANALYTICS_ENABLED=false \
    COPYDESK_ROOT=/opt/copydesk/lakehouse

# The locks alone first: the packages are installed again only when they change.
COPY requirements.txt requirements-compose.txt /opt/copydesk/
RUN python -m venv /opt/venv \
 && pip install --quiet --no-cache-dir uv==${UV_VERSION} \
 && uv pip install --quiet --no-cache --python /opt/venv/bin/python --require-hashes --compile-bytecode \
      -r /opt/copydesk/requirements.txt -r /opt/copydesk/requirements-compose.txt

# Any user of group 0 may write where Airflow writes, so that the container can run as the owner of the mounted lake.
RUN useradd --uid 50000 --gid 0 --home-dir /opt/airflow --no-create-home airflow \
 && mkdir -p /opt/airflow/logs /opt/airflow/state /opt/copydesk/lakehouse \
 && chown -R airflow:0 /opt/airflow /opt/copydesk/lakehouse \
 && chmod -R g+rwX /opt/airflow /opt/copydesk/lakehouse

COPY include /opt/copydesk/include
COPY dags /opt/copydesk/dags
COPY plugins /opt/copydesk/plugins
COPY local/healthy.py deploy/bucket.py /opt/copydesk/
# The file system is read-only in the containers: what is not compiled here is compiled again by every task.
RUN python -m compileall -q /opt/copydesk/include /opt/copydesk/dags /opt/copydesk/plugins \
 && printf '#!/opt/venv/bin/python\nfrom copydesk.cli import main\nif __name__ == "__main__":\n    main()\n' > /usr/local/bin/copydesk \
 && chmod 755 /usr/local/bin/copydesk

USER 50000:0
WORKDIR /opt/airflow
CMD ["airflow", "version"]
