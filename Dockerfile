# syntax=docker/dockerfile:1

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/loupe
WORKDIR /src
# Dependencies first, with no code beside them: a changed module does not fetch them again.
COPY pyproject.toml constraints.txt README.md LICENSE ./
RUN /opt/loupe/bin/pip install --constraint constraints.txt ".[server]"
COPY bundles/ bundles/
COPY encoders/ encoders/
COPY fusion/ fusion/
COPY training/ training/
COPY jewelbench/ jewelbench/
COPY catalog/ catalog/
COPY service/ service/
RUN /opt/loupe/bin/pip install --no-deps --force-reinstall .

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin loupe \
    && install --directory --owner loupe --group loupe /data
COPY --from=build /opt/loupe /opt/loupe
COPY models/ /opt/loupe/models/
# Uploads wait on the volume (TMPDIR), not in memory.
ENV PATH=/opt/loupe/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LOUPE_BUNDLE=/opt/loupe/models/loupe-mini \
    LOUPE_DATA_DIR=/data \
    LOUPE_HOST=0.0.0.0 \
    PORT=8000 \
    TMPDIR=/data
USER loupe
WORKDIR /home/loupe
VOLUME /data
EXPOSE 8000
# Ready, not merely alive: the bundle is loaded and the index answers.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); c.request('GET', '/readyz'); sys.exit(c.getresponse().status != 200)"]
CMD ["loupe", "serve"]
