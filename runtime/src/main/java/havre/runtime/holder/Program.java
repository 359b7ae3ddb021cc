package havre.runtime.holder;

import havre.linux.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A program for the holder being written: header, slots and steps, in the form that
/// `holder/PROTOCOL.md` lays down. One method a step, in the order in which they are to be done.
///
/// Descriptors that are passed stay the caller's. Not thread-safe.
final class Program {
  /// A slot that names no descriptor.
  static final int NO_SLOT = -1;

  /// Flags of mounts and binds.
  static final int TARGET_PLAIN = 1;

  static final int ATTRIBUTES_DEEP = 4;
  static final int PROPAGATION_DEEP = 8;

  /// The propagation of a new file system, else private.
  static final int MOUNT_SHARED = 16;

  static final int MOUNT_UNBINDABLE = 32;

  static final int MODE_TERMINAL = 1;
  static final int MODE_STDIN = 2;

  /// The most descriptors that come with a program, as the holder takes them.
  static final int MAX_PASSED = 249;

  private static final int MAGIC = 0x31525648;
  private static final int HEADER_SIZE = 44;

  private final List<Fd> passed = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private int extraSlots;
  private int cloneFlags;
  private int mode;
  private int stateSlot = NO_SLOT;
  private int oomSlot = NO_SLOT;
  private int pidSlot = NO_SLOT;
  private int cgroupSlot = NO_SLOT;
  private int heldFirst;
  private int heldCount;

  /// A written step.
  ///
  /// @param subject what it is about in a user's words, for errors
  record Step(StepKind kind, String subject, byte[] operands) {}

  /// Passes a descriptor; it gets the next slot. All passing comes before the first [#newSlot].
  int pass(Fd fd) {
    if (extraSlots > 0) {
      throw new IllegalStateException("descriptors are passed before other slots are made");
    }
    if (passed.size() == MAX_PASSED) {
      throw new IllegalStateException("too many descriptors");
    }
    passed.add(fd);
    return passed.size() - 1;
  }

  /// A slot that a step fills.
  int newSlot() {
    return passed.size() + extraSlots++;
  }

  void cloneFlags(int flags) {
    cloneFlags = flags;
  }

  void mode(boolean terminal, boolean stdin) {
    mode = (terminal ? MODE_TERMINAL : 0) | (stdin ? MODE_STDIN : 0);
  }

  void state(int slot) {
    stateSlot = slot;
  }

  void oom(int slot) {
    oomSlot = slot;
  }

  void joinPidNamespace(int slot) {
    pidSlot = slot;
  }

  void bornInCgroup(int slot) {
    cgroupSlot = slot;
  }

  void held(List<Fd> descriptors) {
    heldFirst = passed.size();
    heldCount = descriptors.size();
    descriptors.forEach(this::pass);
  }

  void cgroupJoin(int slot, String path) {
    add(StepKind.CGROUP_JOIN, path, new Operands().u32(slot));
  }

  void unshare(int flags) {
    add(StepKind.UNSHARE, "", new Operands().u32(flags));
  }

  void setns(int slot, int flags) {
    add(StepKind.SETNS, "", new Operands().u32(slot).u32(flags));
  }

  void propagate(int flags) {
    add(StepKind.PROPAGATE, "/", new Operands().u32(flags));
  }

  void openTree(int slot, String path, boolean recursive, String target) {
    add(StepKind.OPEN_TREE, target, new Operands().u32(slot).string(path).u32(recursive ? 1 : 0));
  }

  void attachRoot(int root, String directory) {
    add(StepKind.ATTACH_ROOT, "/", new Operands().u32(root).string(directory));
  }

  void mount(String type, String target, int flags, int attributes, List<String> options) {
    add(
        StepKind.MOUNT,
        type,
        new Operands().string(type).string(target).u32(flags).u32(attributes).list(options));
  }

  void bind(int tree, String source, String target, int flags, long set, long propagation) {
    add(
        StepKind.BIND,
        source,
        new Operands().u32(tree).string(target).u32(flags).u64(set).u64(0).u64(propagation));
  }

  void symlink(String target, String path) {
    add(StepKind.SYMLINK, path, new Operands().string(target).string(path));
  }

  void mkdir(String path, int directoryMode) {
    add(StepKind.MKDIR, path, new Operands().string(path).u32(directoryMode));
  }

  void device(String path, int modeWithType, int major, int minor, int uid, int gid) {
    add(
        StepKind.DEVICE,
        path,
        new Operands().string(path).u32(modeWithType).u32(major).u32(minor).u32(uid).u32(gid));
  }

  void mask(String path) {
    add(StepKind.MASK, path, new Operands().string(path));
  }

  void readonly(String path) {
    add(StepKind.READONLY, path, new Operands().string(path));
  }

  void rootReadonly() {
    add(StepKind.ROOT_READONLY, "/", new Operands());
  }

  void terminal(int columns, int rows, boolean console) {
    add(
        StepKind.TERMINAL,
        "/dev/console",
        new Operands().u32(columns).u32(rows).u32(console ? 1 : 0));
  }

  void pivot() {
    add(StepKind.PIVOT, "/", new Operands());
  }

  void hostname(String name) {
    add(StepKind.HOSTNAME, name, new Operands().string(name));
  }

  void domainname(String name) {
    add(StepKind.DOMAINNAME, name, new Operands().string(name));
  }

  void sysctl(String path, String value) {
    add(StepKind.SYSCTL, path, new Operands().string(path).string(value));
  }

  void go() {
    add(StepKind.GO, "", new Operands());
  }

  void netlink(byte[] batch) {
    add(StepKind.NETLINK, "", new Operands().bytes(batch));
  }

  void rlimit(int resource, long soft, long hard) {
    add(StepKind.RLIMIT, "", new Operands().u32(resource).u64(soft).u64(hard));
  }

  void oomScore(int score) {
    add(StepKind.OOM_SCORE, "", new Operands().string(Integer.toString(score)));
  }

  void stdio(int uid, int gid) {
    add(StepKind.STDIO, "", new Operands().u32(uid).u32(gid));
  }

  void chdir(String path) {
    add(StepKind.CHDIR, path, new Operands().string(path));
  }

  void bounding(long kept) {
    add(StepKind.BOUNDING, "", new Operands().u64(kept));
  }

  void user(int uid, int gid, List<Integer> groups) {
    ByteBuffer list = buffer(Integer.BYTES * groups.size());
    groups.forEach(list::putInt);
    add(StepKind.USER, "", new Operands().u32(uid).u32(gid).bytes(list.array()));
  }

  void noNewPrivileges() {
    add(StepKind.NO_NEW_PRIVS, "", new Operands());
  }

  void seccomp(int flags, byte[] filter) {
    add(StepKind.SECCOMP, "", new Operands().u32(flags).bytes(filter));
  }

  void capabilities(long effective, long permitted, long inheritable, long ambient) {
    add(
        StepKind.CAPABILITIES,
        "",
        new Operands().u64(effective).u64(permitted).u64(inheritable).u64(ambient));
  }

  void exec(List<String> arguments, List<String> environment) {
    add(
        StepKind.EXEC,
        arguments.isEmpty() ? "" : arguments.getFirst(),
        new Operands().list(arguments).list(environment));
  }

  List<Fd> descriptors() {
    return List.copyOf(passed);
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }

  /// The whole, as the holder reads it.
  byte[] encode() {
    int size = HEADER_SIZE;
    for (Step step : steps) {
      size += 2 * Integer.BYTES + step.operands().length;
    }
    ByteBuffer bytes =
        buffer(size)
            .putInt(MAGIC)
            .putInt(steps.size())
            .putInt(cloneFlags)
            .putInt(mode)
            .putInt(passed.size() + extraSlots)
            .putInt(stateSlot)
            .putInt(oomSlot)
            .putInt(pidSlot)
            .putInt(cgroupSlot)
            .putInt(heldFirst)
            .putInt(heldCount);
    for (Step step : steps) {
      bytes.putInt(step.kind().number()).putInt(step.operands().length).put(step.operands());
    }
    return bytes.array();
  }

  private void add(StepKind kind, String subject, Operands operands) {
    steps.add(new Step(kind, subject, operands.toByteArray()));
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }
}
