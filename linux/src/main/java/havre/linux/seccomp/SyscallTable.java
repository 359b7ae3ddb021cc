package havre.linux.seccomp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/// The names and numbers of one architecture's system calls.
public final class SyscallTable {
  private final Map<String, Integer> numbers;

  private SyscallTable(Map<String, Integer> numbers) {
    this.numbers = Map.copyOf(numbers);
  }

  /// Reads the table that belongs to the program.
  public static SyscallTable of(SeccompArch arch) {
    String resource = arch.name().toLowerCase(Locale.ROOT) + ".syscalls";
    var numbers = new HashMap<String, Integer>();
    try (var in = Objects.requireNonNull(SyscallTable.class.getResourceAsStream(resource));
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        int space = line.indexOf(' ');
        if (!line.startsWith("#")) {
          numbers.put(line.substring(0, space), Integer.valueOf(line.substring(space + 1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SyscallTable(numbers);
  }

  /// The number of a call; empty when this architecture doesn't have it.
  public OptionalInt number(String name) {
    Integer number = numbers.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  public Set<String> names() {
    return numbers.keySet();
  }
}
