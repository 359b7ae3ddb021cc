package havre.client;

import havre.client.http.Endpoint;
import havre.client.http.HttpClient;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// An engine, reached through its API. Any number of threads may call; calls block.
///
/// Every call can throw [EngineException] when the engine refuses, and
/// [havre.client.http.ConnectionFailedException] when nobody answers.
public final class Engine implements Closeable {
  private final Calls calls;

  /// @param version the API version to insist on; null to agree on one with the engine
  public Engine(Endpoint endpoint, @Nullable String version) {
    this.calls = new Calls(new HttpClient(endpoint), version);
  }

  public Endpoint endpoint() {
    return calls.http().endpoint();
  }

  /// The API version both sides speak.
  public String apiVersion() {
    return calls.version();
  }

  /// Whether both sides speak at least API 1.`minor`.
  public boolean atLeast(int minor) {
    return calls.atLeast(minor);
  }

  public Containers containers() {
    return new Containers(calls);
  }

  public Execs execs() {
    return new Execs(calls);
  }

  public Images images() {
    return new Images(calls);
  }

  public Distribution distribution() {
    return new Distribution(calls);
  }

  public Networks networks() {
    return new Networks(calls);
  }

  public Volumes volumes() {
    return new Volumes(calls);
  }

  public SystemCalls system() {
    return new SystemCalls(calls);
  }

  @Override
  public void close() throws IOException {
    calls.http().close();
  }
}
