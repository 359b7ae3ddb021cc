package havre.network;

import havre.linux.Fd;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Pipe;
import havre.linux.process.ChildProcess;
import havre.linux.process.Spawn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts `havre-relay`, which carries what comes to sockets of the host to a container. It
/// outlives the daemon, and ends when nobody holds what keeps it alive any more: the container's
/// holder does.
///
/// @param program the executable
record PortRelay(Path program) {
  private static final int FIRST = 3;

  /// A socket of the host and where what comes to it goes.
  record Route(Fd socket, String address, int port) {}

  /// @return keeps the relay alive for as long as somebody has it open
  /// @throws havre.linux.LinuxException when it can't be started
  Fd start(List<Route> routes) {
    Pipe life = Pipe.create();
    try (Fd nothing = Open.path("/dev/null", OpenHow.READ_WRITE);
        Fd reading = life.readEnd()) {
      var arguments = new ArrayList<>(List.of("havre-relay", Integer.toString(FIRST)));
      var descriptors = new ArrayList<>(List.of(nothing, nothing, nothing, reading));
      for (Route route : routes) {
        arguments.add("%d=%s,%d".formatted(descriptors.size(), route.address(), route.port()));
        descriptors.add(route.socket());
      }
      int pid = new Spawn(program.toString(), arguments, List.of(), descriptors, true).start();
      Thread.ofPlatform().daemon().name("relay").start(() -> ChildProcess.await(pid));
      return life.writeEnd();
    } catch (RuntimeException e) {
      life.writeEnd().close();
      throw e;
    }
  }
}
