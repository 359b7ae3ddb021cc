package havre.linux.seccomp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/// Builds a filter with libseccomp, following runc's way of feeding it a policy.
public final class LibSeccomp {
  private static final int UNKNOWN_NAME = -1;

  private final SymbolLookup library =
      SymbolLookup.libraryLookup("libseccomp.so.2", Arena.global());
  private final MethodHandle init = handle("seccomp_init", ADDRESS, JAVA_INT);
  private final MethodHandle archAdd = handle("seccomp_arch_add", JAVA_INT, ADDRESS, JAVA_INT);
  private final MethodHandle archRemove =
      handle("seccomp_arch_remove", JAVA_INT, ADDRESS, JAVA_INT);
  private final MethodHandle ruleAdd =
      handle("seccomp_rule_add_array", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private final MethodHandle export = handle("seccomp_export_bpf", JAVA_INT, ADDRESS, JAVA_INT);
  private final MethodHandle resolve = handle("seccomp_syscall_resolve_name", JAVA_INT, ADDRESS);
  private final MethodHandle release =
      Linker.nativeLinker()
          .downcallHandle(
              library.findOrThrow("seccomp_release"), FunctionDescriptor.ofVoid(ADDRESS));

  public boolean knows(String name) {
    try (var arena = Arena.ofConfined()) {
      return (int) resolve.invokeExact(arena.allocateFrom(name)) != UNKNOWN_NAME;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  public byte[] compile(SeccompPolicy policy) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment context = (MemorySegment) init.invokeExact(policy.defaultAction().value());
      try {
        int removed = (int) archRemove.invokeExact(context, 0);
        check(removed, "arch_remove");
        for (SeccompArch arch : policy.arches()) {
          int token = arch == SeccompArch.X32 ? 0x4000003E : arch.auditNumber();
          int added = (int) archAdd.invokeExact(context, token);
          check(added, "arch_add " + arch);
        }
        for (SyscallRule rule : policy.rules()) {
          add(arena, context, rule, policy.defaultAction());
        }
        return exported(context);
      } finally {
        release.invokeExact(context);
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private void add(
      Arena arena, MemorySegment context, SyscallRule rule, SeccompAction defaultAction)
      throws Throwable {
    if (rule.action().equals(defaultAction)) {
      return;
    }
    for (String name : rule.names()) {
      int number = (int) resolve.invokeExact(arena.allocateFrom(name));
      int count = rule.conditions().size();
      MemorySegment conditions = arena.allocate(24L * Math.max(1, count), 8);
      for (int i = 0; i < count; i++) {
        ArgumentCondition condition = rule.conditions().get(i);
        boolean masked = condition.comparison() == Comparison.MASKED_EQUAL;
        conditions.set(JAVA_INT, i * 24L, condition.argument());
        conditions.set(JAVA_INT, i * 24L + 4, condition.comparison().ordinal() + 1);
        conditions.set(JAVA_LONG, i * 24L + 8, masked ? condition.mask() : condition.value());
        conditions.set(JAVA_LONG, i * 24L + 16, condition.value());
      }
      int result =
          (int) ruleAdd.invokeExact(context, rule.action().value(), number, count, conditions);
      check(result, "rule_add " + rule);
    }
  }

  private byte[] exported(MemorySegment context) throws Throwable {
    Path file = Files.createTempFile("filter", ".bpf");
    try (var arena = Arena.ofConfined()) {
      var linker = Linker.nativeLinker();
      var open =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("open"),
              FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
      var close =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("close"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT));
      int fd = (int) open.invokeExact(arena.allocateFrom(file.toString()), 1);
      int result = (int) export.invokeExact(context, fd);
      int closed = (int) close.invokeExact(fd);
      check(result, "export_bpf");
      check(closed, "close");
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  private static void check(int result, String call) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": " + result);
    }
  }

  private MethodHandle handle(
      String name, java.lang.foreign.MemoryLayout result, java.lang.foreign.MemoryLayout... args) {
    return Linker.nativeLinker()
        .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(result, args));
  }
}
