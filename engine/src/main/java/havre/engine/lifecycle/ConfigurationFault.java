package havre.engine.lifecycle;

import havre.common.ErrorKind;
import havre.common.HavreException;

/// What a container's configuration asks in vain when it is started: the request to start it is not
/// at fault, so that Docker answers 500.
final class ConfigurationFault {
  private ConfigurationFault() {}

  /// What to throw for a failure to start. Those that tell by their own type how to answer stay as
  /// they are.
  static RuntimeException atStart(RuntimeException failure) {
    return failure instanceof HavreException known
            && known.getClass() == HavreException.class
            && known.kind() == ErrorKind.INVALID
        ? HavreException.internal(known.getMessage(), known)
        : failure;
  }
}
