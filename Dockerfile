# One image for every Airflow component and for the task `init`: package, DAGs, plugins,
# expectations and the study file. It holds no secret. docs/deployment.md says how to run it.

ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
RUN python3 -m venv /opt/venv && python3 -m venv /opt/wheel-maker
WORKDIR /build
COPY deploy/requirements.txt deploy/requirements-build.txt ./
# Wheels only, each by its hash. Behind a package index of your own, hand in its configuration:
# docker build --secret id=pip_conf,src=/etc/pip.conf
RUN --mount=type=secret,id=pip_conf,target=/etc/pip.conf \
    for folder in venv:requirements.txt wheel-maker:requirements-build.txt; do \
        "/opt/${folder%%:*}/bin/pip" install --no-cache-dir --no-deps --only-binary :all: \
            --require-hashes --requirement "${folder##*:}" || exit 1; \
    done
COPY . /build/
RUN /opt/wheel-maker/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels /build \
    && /opt/venv/bin/pip install --no-cache-dir --no-index --no-deps /wheels/*.whl \
    && mkdir -p /opt/sottovoce plugins \
    && cp -r dags deploy expectations plugins study.yaml /opt/sottovoce/

FROM ${PYTHON_IMAGE}
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /tmp \
        --shell /usr/sbin/nologin sottovoce \
    && install -d -o sottovoce -g sottovoce -m 0700 /var/log/airflow
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/sottovoce /opt/sottovoce
# Nothing is written outside /tmp and the log folder, so the root file system can be read-only.
ENV PATH=/opt/venv/bin:$PATH \
    LANG=C.UTF-8 \
    HOME=/tmp \
    AIRFLOW_HOME=/tmp/airflow \
    AIRFLOW_CONFIG=/opt/sottovoce/deploy/airflow.cfg \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SOTTOVOCE_STUDY_FILE=/opt/sottovoce/study.yaml \
    SOTTOVOCE_EXPECTATIONS_DIR=/opt/sottovoce/expectations
WORKDIR /opt/sottovoce
USER sottovoce
CMD ["airflow", "version"]
