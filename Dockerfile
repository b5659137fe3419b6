# Built in one stage and run in another: no compiler, no pip cache and no root in what runs.
FROM python:3.11-slim-bookworm AS build
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DEBUG=false HOST=0.0.0.0 DATA_DIR=/data
RUN useradd --system --uid 10001 --create-home meetingmuse \
    && install --directory --owner=meetingmuse /data
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py ./
COPY meetingmuse meetingmuse
COPY scheduling scheduling
COPY conversations conversations
COPY templates templates
COPY locale locale
RUN pybabel --quiet compile --directory locale --domain django && python -m compileall -q .
USER 10001
EXPOSE 8000
VOLUME /data
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s CMD ["python", "manage.py", "check_health"]
ENTRYPOINT ["python", "manage.py"]
CMD ["serve", "--no-worker"]
