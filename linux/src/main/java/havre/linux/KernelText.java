package havre.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// File names as strings. To the kernel a name is bytes; most are UTF-8. A byte that is not part of
/// valid UTF-8 becomes the lone surrogate U+DC00 + byte, and back, so that every name survives.
public final class KernelText {
  private static final char ESCAPE = '\uDC00';

  private KernelText() {}

  /// @throws LinuxException EINVAL when the text contains NUL
  public static byte[] encode(String text) {
    boolean escaped = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new LinuxException("encode", Errno.EINVAL, text.replace("\0", "\\0"));
      }
      escaped |= isEscape(text, i);
    }
    return escaped ? encodeEscaped(text) : text.getBytes(StandardCharsets.UTF_8);
  }

  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  public static String decode(byte[] bytes, int from, int length) {
    var text = new String(bytes, from, length, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0 ? text : decodeEscaped(bytes, from, length);
  }

  /// The text that starts at an offset and ends before the first NUL.
  public static String readCString(MemorySegment memory, long offset) {
    long end = offset;
    while (memory.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return decode(memory.asSlice(offset, end - offset).toArray(JAVA_BYTE));
  }

  private static boolean isEscape(String text, int index) {
    char c = text.charAt(index);
    return c >= ESCAPE + 0x80
        && c <= ESCAPE + 0xFF
        && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
  }

  private static byte[] encodeEscaped(String text) {
    var out = new ByteArrayOutputStream(text.length() * 2);
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isEscape(text, i)) {
        out.writeBytes(text.substring(plain, i).getBytes(StandardCharsets.UTF_8));
        out.write(text.charAt(i) - ESCAPE);
        plain = i + 1;
      }
    }
    out.writeBytes(text.substring(plain).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static String decodeEscaped(byte[] bytes, int from, int length) {
    var decoder = StandardCharsets.UTF_8.newDecoder();
    var in = ByteBuffer.wrap(bytes, from, length);
    var out = CharBuffer.allocate(length + 1);
    while (true) {
      var result = decoder.decode(in, out, true);
      if (result.isUnderflow()) {
        return out.flip().toString();
      }
      if (result.isOverflow()) {
        throw new AssertionError("a character needs at least one byte");
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE + (in.get() & 0xFF)));
      }
      decoder.reset();
    }
  }

  /// Whether the bytes are valid UTF-8.
  public static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
