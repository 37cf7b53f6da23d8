# Server mode: DATABASE_URL names any Postgres 15 or later; nothing is kept in the container.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /assay ./cmd/assay

FROM debian:bookworm-slim
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /assay /assay
USER 65532:65532
EXPOSE 8080
ENV ASSAY_ADDR=0.0.0.0:8080
ENTRYPOINT ["/assay"]
CMD ["serve", "--no-browser"]
