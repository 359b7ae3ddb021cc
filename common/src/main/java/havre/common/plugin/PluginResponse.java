package havre.common.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// An HTTP response that came in whole, to the end of its connection.
record PluginResponse(int status, byte[] body) {
  private static final String HEAD_END = "\r\n\r\n";

  static PluginResponse parse(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(HEAD_END);
    if (end < 0 || !text.startsWith("HTTP/1.")) {
      throw new IOException("malformed HTTP response");
    }
    String head = text.substring(0, end).toLowerCase(Locale.ROOT);
    byte[] body = Arrays.copyOfRange(bytes, end + HEAD_END.length(), bytes.length);
    boolean chunked = head.contains("transfer-encoding: chunked");
    return new PluginResponse(status(head), chunked ? joined(body) : body);
  }

  private static int status(String head) throws IOException {
    String[] words = head.lines().findFirst().orElse("").split(" ");
    try {
      return Integer.parseInt(words.length > 1 ? words[1] : "");
    } catch (NumberFormatException e) {
      throw new IOException("malformed HTTP response", e);
    }
  }

  private static byte[] joined(byte[] body) throws IOException {
    var whole = new ByteArrayOutputStream();
    String text = new String(body, StandardCharsets.ISO_8859_1);
    int at = 0;
    while (true) {
      int line = text.indexOf("\r\n", at);
      if (line < 0) {
        throw new IOException("the response ends early");
      }
      int size = Integer.parseInt(text.substring(at, line).split(";")[0].strip(), 16);
      if (size == 0) {
        return whole.toByteArray();
      }
      int start = line + 2;
      if (size < 0 || size > body.length - start - 2) {
        throw new IOException("the response ends early");
      }
      whole.write(body, start, size);
      at = start + size + 2;
    }
  }
}
