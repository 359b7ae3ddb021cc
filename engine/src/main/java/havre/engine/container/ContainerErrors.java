package havre.engine.container;

import havre.common.ErrorKind;
import havre.common.HavreException;

/// The texts about containers that clients match on, in Docker's wording.
public final class ContainerErrors {
  private ContainerErrors() {}

  public static HavreException noSuchContainer(String ref) {
    return HavreException.notFound("No such container: " + ref);
  }

  public static HavreException ambiguousPrefix(String prefix) {
    return HavreException.invalid("multiple IDs found with provided prefix: " + prefix);
  }

  public static HavreException emptyName() {
    return HavreException.invalid("Container name cannot be empty");
  }

  public static HavreException invalidName(String name) {
    return HavreException.invalid(
        "Invalid container name (%s), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed".formatted(name));
  }

  public static HavreException nameInUse(String name, String ownerId) {
    return HavreException.conflict(
        "Conflict. The container name \"/%s\" is already in use by container \"%s\". You have to remove (or rename) that container to be able to reuse that name."
            .formatted(name, ownerId));
  }

  public static HavreException notRunning(String id) {
    return HavreException.conflict("container " + id + " is not running");
  }

  public static HavreException cannotKill(String ref, HavreException cause) {
    return new HavreException(
        cause.kind(), "cannot kill container: %s: %s".formatted(ref, cause.getMessage()), cause);
  }

  public static HavreException cannotStop(String ref, HavreException cause) {
    return HavreException.internal(
        "cannot stop container: %s: %s".formatted(ref, cause.getMessage()), cause);
  }

  public static HavreException cannotRestart(String ref, HavreException cause) {
    return new HavreException(
        cause.kind(), "Cannot restart container %s: %s".formatted(ref, cause.getMessage()), cause);
  }

  public static HavreException alreadyPaused(String id) {
    return HavreException.conflict("Container " + id + " is already paused");
  }

  public static HavreException notPaused(String id) {
    return HavreException.internal("Container " + id + " is not paused", null);
  }

  public static HavreException startPaused() {
    return HavreException.conflict("cannot start a paused container, try unpause instead");
  }

  public static HavreException startRemoving() {
    return HavreException.conflict("container is marked for removal and cannot be started");
  }

  public static HavreException attachPaused(String ref) {
    return HavreException.conflict(
        "container " + ref + " is paused, unpause the container before attach");
  }

  public static HavreException attachRestarting(String ref) {
    return HavreException.conflict(
        "container " + ref + " is restarting, wait until the container is running");
  }

  public static HavreException execPaused(String ref) {
    return HavreException.conflict(
        "Container " + ref + " is paused, unpause the container before exec");
  }

  public static HavreException restarting(String id) {
    return HavreException.conflict(
        "Container " + id + " is restarting, wait until the container is running");
  }

  /// The start or stop asked for has happened already.
  public static HavreException notModified() {
    return new HavreException(ErrorKind.NOT_MODIFIED, "");
  }

  public static HavreException removeRunning(String name, ContainerStatus status) {
    return HavreException.conflict(
        "cannot remove container \"/%s\": container is %s%s"
            .formatted(
                name,
                status.text(),
                status == ContainerStatus.PAUSED
                    ? " and must be unpaused first"
                    : ": stop the container before removing or force remove"));
  }

  public static HavreException removalInProgress(String ref) {
    return HavreException.conflict("removal of container " + ref + " is already in progress");
  }

  public static HavreException noCommand() {
    return HavreException.invalid("no command specified");
  }

  public static HavreException noConfig() {
    return HavreException.invalid("config cannot be empty in order to create a container");
  }

  public static HavreException sameName() {
    return HavreException.invalid("Renaming a container with the same name as its current name");
  }

  public static HavreException renameEmpty() {
    return HavreException.invalid("Neither old nor new names may be empty");
  }

  public static HavreException cannotAllocateName(HavreException cause) {
    return new HavreException(
        cause.kind(), "Error when allocating new name: " + cause.getMessage(), cause);
  }

  public static HavreException joinNotRunning(String namespace, String id) {
    return HavreException.internal(
        "failed to join %s namespace: container %s is not running".formatted(namespace, id), null);
  }

  public static HavreException joinNetworkNotRunning(String name, ContainerStatus status) {
    return HavreException.conflict(
        "cannot join network namespace of a non running container: container %s is %s"
            .formatted(name, status.text()));
  }

  public static HavreException notShareable(String ref) {
    return HavreException.invalid(
        "failed to join IPC namespace: container %s: non-shareable IPC (hint: use IpcMode:shareable for the donor container)"
            .formatted(ref));
  }

  public static HavreException noLogStream() {
    return HavreException.invalid("Bad parameters: you must choose at least one stream");
  }

  public static HavreException unreadableLog() {
    return new HavreException(
        ErrorKind.NOT_SUPPORTED, "configured logging driver does not support reading");
  }

  public static HavreException noSuchExec(String id) {
    return HavreException.notFound("No such exec instance: " + id);
  }

  public static HavreException noExecCommand() {
    return HavreException.invalid("No exec command specified");
  }

  public static HavreException execRunning(String id) {
    return HavreException.conflict("Error: Exec command " + id + " is already running");
  }

  public static HavreException execDone(String id) {
    return HavreException.conflict("Error: Exec command " + id + " has already run");
  }

  public static HavreException execNotStarted() {
    return HavreException.internal("timeout waiting for exec session ready", null);
  }
}
