# syntax=docker/dockerfile:1
# The service in one image: the page, then the binary that embeds it, then both without their tools.

FROM node:24-trixie-slim AS page
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --include=dev --no-audit --no-fund
COPY web/ ./
RUN npm run build

FROM rust:1.95-slim-trixie AS program
WORKDIR /src
COPY . .
COPY --from=page /src/web/dist web/dist
# Caches are no part of the layer, so the binary is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked && cp target/release/atlas /usr/local/bin/atlas

FROM debian:trixie-slim
# The certificates by which a database server is recognised.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates && \
    rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /data atlas && \
    install --directory --owner=atlas --group=atlas /data
COPY --from=program /usr/local/bin/atlas /usr/local/bin/atlas
COPY fixtures/reference /usr/share/atlas/reference
COPY fixtures/france-china-2015 /usr/share/atlas/france-china-2015
COPY scripts/load.sh scripts/start.sh scripts/ready.sh /usr/local/lib/atlas/
COPY LICENSE /usr/share/doc/atlas/LICENSE

# Inside a container the loopback address reaches nobody; who may reach the port is the host's choice.
ENV ATLAS_LISTEN=0.0.0.0:8080 \
    ATLAS_DATABASE=/data/atlas.gpkg \
    ATLAS_LOG_JSON=true
USER atlas
WORKDIR /data
VOLUME /data
EXPOSE 8080
# On SIGTERM the requests under way end, within 10 s, before the process does.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["/usr/local/lib/atlas/ready.sh", "8080"]
ENTRYPOINT ["/usr/local/lib/atlas/start.sh"]
CMD ["serve"]
