# One image for the server, the worker and the migration: what differs is the command. Its steps are the npm scripts of package.json.
FROM node:20-bookworm-slim AS build
WORKDIR /shopyard
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:20-bookworm-slim AS packages
WORKDIR /shopyard
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data MALLOC_ARENA_MAX=2
WORKDIR /shopyard
COPY --from=packages /shopyard/node_modules node_modules
COPY --from=build /shopyard/dist dist
COPY --from=build /shopyard/schema schema
COPY package.json LICENSE ./
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 4000 4001
# The server and the worker both answer at /healthz, each on its own port; the one that is not this container's stays silent.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "const ask = (port) => fetch(`http://127.0.0.1:${port}/healthz`).then((answer) => answer.ok); Promise.any([ask(process.env.PORT || 4000), ask(process.env.WORKER_PORT || 4001)]).then((up) => process.exit(up ? 0 : 1), () => process.exit(1))"]
# npm run start:server. The worker: npm run start:worker. At deployment, once: npm run migrate.
CMD ["node", "--conditions=dist", "--enable-source-maps", "dist/server/main.js"]
