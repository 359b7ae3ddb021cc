package havre.api.containers;

import static havre.api.containers.Values.emptyAsNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.common.HavreException;
import havre.engine.container.ContainerSpec;
import havre.engine.container.Containers;
import havre.transport.Router;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What containers there are, what they are like, their making and changing.
public final class ContainerRoutes implements Routes {
  private static final int SEVERAL_NETWORKS = 44;

  private final Containers containers;

  public ContainerRoutes(Containers containers) {
    this.containers = containers;
  }

  private record CreatedDto(String id, List<String> warnings) {}

  private record TopDto(List<List<String>> processes, List<String> titles) {}

  private record ChangeDto(String path, int kind) {}

  private record UpdatedDto(@Nullable List<String> warnings) {}

  private record PrunedDto(
      @Nullable List<String> containersDeleted,
      @JsonProperty("SpaceReclaimed") long spaceReclaimed) {}

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("GET", "/containers/json", this::list)
        .add("POST", "/containers/create", this::create)
        .add("POST", "/containers/prune", this::prune)
        .add("GET", "/containers/{id:.*}/json", this::inspect)
        .add("GET", "/containers/{id:.*}/top", this::top)
        .add("GET", "/containers/{id:.*}/changes", this::changes)
        .add("POST", "/containers/{id:.*}/update", this::update);
  }

  private void list(Call call) {
    var options =
        new Containers.ListOptions(
            call.query().bool("all"),
            call.number("limit", 0),
            call.query().bool("size"),
            call.filters());
    Instant now = Instant.now();
    call.reply(
        containers.list(options).stream()
            .map(view -> SummaryDto.of(view, call.version(), now))
            .toList());
  }

  private void create(Call call) throws IOException {
    ContainerSpec spec = CreateRequestReader.read(call.json(JsonNode.class), call.version());
    if (spec.endpoints().size() > 1 && !call.version().atLeast(SEVERAL_NETWORKS)) {
      throw HavreException.invalid(
          "Container cannot be created with multiple network endpoints: "
              + String.join(", ", spec.endpoints().keySet()));
    }
    String platform = call.version().atLeast(41) ? call.query().string("platform") : "";
    Containers.Created created =
        containers.create(
            new Containers.CreateRequest(call.query().string("name"), platform, spec));
    var warnings = new ArrayList<>(created.warnings());
    if (!spec.config().macAddress().isEmpty() && call.version().atLeast(SEVERAL_NETWORKS)) {
      warnings.add(
          "The container-wide MacAddress field is now deprecated. It should be specified in EndpointsConfig instead.");
    }
    call.reply(201, new CreatedDto(created.id(), warnings));
  }

  private void inspect(Call call) {
    call.reply(
        InspectDto.of(
            containers.inspect(call.parameter("id"), call.query().bool("size")), call.version()));
  }

  private void top(Call call) {
    Containers.ProcessTable table =
        containers.top(call.parameter("id"), call.query().string("ps_args"));
    call.reply(new TopDto(table.processes(), table.titles()));
  }

  private void changes(Call call) {
    List<ChangeDto> changes =
        containers.changes(call.parameter("id")).stream()
            .map(change -> new ChangeDto(change.path(), change.kind().ordinal()))
            .toList();
    call.replyNullable(emptyAsNull(changes));
  }

  private void update(Call call) throws IOException {
    HostConfigDto dto = call.jsonOrEmpty(HostConfigDto.class);
    List<String> warnings =
        containers.update(
            call.parameter("id"),
            ResourcesReader.changes(dto, call.version()),
            dto.restartPolicy() == null ? null : HostConfigReader.restartPolicy(dto));
    call.reply(new UpdatedDto(emptyAsNull(warnings)));
  }

  private void prune(Call call) {
    Containers.PruneReport report = containers.prune(call.filters());
    call.reply(new PrunedDto(emptyAsNull(report.deleted()), report.spaceReclaimed()));
  }

  /// The rows that `/system/df` shows.
  public List<SummaryDto> withSizes(Call call) {
    Instant now = Instant.now();
    return containers
        .list(new Containers.ListOptions(true, 0, true, havre.engine.Filters.NONE))
        .stream()
        .map(view -> SummaryDto.of(view, call.version(), now))
        .toList();
  }
}
