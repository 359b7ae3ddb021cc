package havre.api.containers;

import havre.api.Call;
import havre.api.Endpoint;
import havre.api.JsonLines;
import havre.api.Routes;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.container.Containers;
import havre.engine.container.ResourceUsage;
import havre.transport.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a container uses: once, twice a second apart for a percentage, or every second until the
/// client leaves or the container is gone.
public final class StatsRoutes implements Routes {
  private final Containers containers;
  private final Duration interval;

  public StatsRoutes(Containers containers) {
    this(containers, Duration.ofSeconds(1));
  }

  StatsRoutes(Containers containers, Duration interval) {
    this.containers = containers;
    this.interval = interval;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router.add("GET", "/containers/{id:.*}/stats", this::stats);
  }

  private void stats(Call call) throws IOException, InterruptedException {
    String id = call.parameter("id");
    boolean stream = call.query().bool("stream", true);
    boolean oneShot = call.query().bool("one-shot") && call.version().atLeast(41);
    if (stream && oneShot) {
      throw HavreException.invalid("cannot have stream=true and one-shot=true");
    }
    ResourceUsage first = containers.usage(id);
    if (oneShot) {
      call.reply(StatsDto.of(first, null));
      return;
    }
    var gone = new CountDownLatch(1);
    call.onDisconnect(gone::countDown);
    if (stream) {
      follow(call, id, first, gone);
    } else if (!gone.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
      call.reply(StatsDto.of(containers.usage(id), first));
    }
  }

  private void follow(Call call, String id, ResourceUsage first, CountDownLatch gone)
      throws IOException, InterruptedException {
    try (JsonLines lines = call.jsonLines()) {
      @Nullable ResourceUsage before = null;
      ResourceUsage now = first;
      do {
        lines.send(StatsDto.of(now, before));
        if (gone.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
        before = now;
        now = containers.usage(id);
      } while (true);
    } catch (HavreException e) {
      if (e.kind() != ErrorKind.NOT_FOUND) {
        throw e;
      }
    }
  }
}
