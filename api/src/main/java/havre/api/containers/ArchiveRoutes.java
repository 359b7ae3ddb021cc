package havre.api.containers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Json;
import havre.api.Routes;
import havre.api.Timestamps;
import havre.common.HavreException;
import havre.engine.container.CommitOptions;
import havre.engine.container.Containers;
import havre.engine.container.PathArchive;
import havre.engine.container.PathStatus;
import havre.transport.Router;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;

/// Containers' files: copied in and out, exported, committed to an image.
public final class ArchiveRoutes implements Routes {
  private static final String TAR = "application/x-tar";
  private static final String STATUS_HEADER = "X-Docker-Container-Path-Stat";

  private final Containers containers;

  public ArchiveRoutes(Containers containers) {
    this.containers = containers;
  }

  private record PathStatusDto(
      @JsonProperty("name") String name,
      @JsonProperty("size") long size,
      @JsonProperty("mode") long mode,
      @JsonProperty("mtime") String mtime,
      @JsonProperty("linkTarget") String linkTarget) {}

  private record CommittedDto(String id) {}

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("HEAD", "/containers/{id:.*}/archive", this::status)
        .add("GET", "/containers/{id:.*}/archive", this::copyOut)
        .add("PUT", "/containers/{id:.*}/archive", this::copyIn)
        .add("GET", "/containers/{id:.*}/export", this::export)
        .add("POST", "/commit", this::commit);
  }

  private void status(Call call) {
    PathStatus status = containers.pathStatus(call.parameter("id"), path(call));
    call.responseHeader(STATUS_HEADER, header(status)).replyEmpty(200);
  }

  private void copyOut(Call call) throws IOException {
    try (PathArchive archive = containers.archive(call.parameter("id"), path(call))) {
      call.responseHeader(STATUS_HEADER, header(archive.status()));
      try (OutputStream out = call.stream(TAR)) {
        archive.writeTo(out);
      }
    }
  }

  private void copyIn(Call call) {
    containers.extract(
        call.parameter("id"),
        path(call),
        call.query().bool("noOverwriteDirNonDir"),
        call.query().bool("copyUIDGID"),
        call.body());
    call.replyEmpty(200);
  }

  private void export(Call call) throws IOException {
    try (PathArchive archive = containers.export(call.parameter("id"));
        OutputStream out = call.stream("application/octet-stream")) {
      archive.writeTo(out);
    }
  }

  private void commit(Call call) throws IOException {
    ContainerConfigDto config = call.optionalJson(ContainerConfigDto.class);
    String id =
        containers.commit(
            call.query().string("container"),
            new CommitOptions(
                call.query().string("pause").isEmpty() || call.query().bool("pause"),
                call.query().string("repo"),
                call.query().string("tag"),
                call.query().string("author"),
                call.query().string("comment"),
                config == null ? null : config.toDomain(),
                call.query().all("changes")));
    call.reply(201, new CommittedDto(id));
  }

  private static String path(Call call) {
    String path = call.query().string("path");
    if (path.isEmpty()) {
      throw HavreException.invalid("bad parameter: pathcannot be empty");
    }
    return path;
  }

  private static String header(PathStatus status) {
    var dto =
        new PathStatusDto(
            status.name(),
            status.size(),
            status.mode(),
            Timestamps.format(status.modified()),
            status.linkTarget());
    String json = new String(Json.line(dto), UTF_8).strip();
    return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
  }
}
