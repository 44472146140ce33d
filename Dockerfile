# The image of `amber serve`. It holds Node and Amber's own bundle, and no packages: the bundle has all that it needs.
# docker build -t amber . && docker run --rm amber --version
FROM node:24.21.0-trixie-slim

# Of the image nothing is written: logs go to a volume, all else to /tmp.
RUN install -d -o node -g node -m 0700 /var/lib/amber

WORKDIR /opt/amber
COPY package.json LICENSE ./
COPY bin bin
COPY dist dist

ENV NODE_ENV=production \
    AMBER_STATE_DIR=/var/lib/amber

# node, by its number: where root is refused, a name would be refused as well.
USER 1000:1000
VOLUME /var/lib/amber
EXPOSE 8080

ENTRYPOINT ["node", "/opt/amber/bin/amber.js"]
CMD ["serve", "--engine", "kubernetes", "--host", "0.0.0.0", "--port", "8080"]
