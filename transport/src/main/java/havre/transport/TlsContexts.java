package havre.transport;

import havre.common.ErrorKind;
import havre.common.HavreException;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/// Makes TLS contexts of PEM files, on the JDK's TLS.
final class TlsContexts {
  private TlsContexts() {}

  static SslContext server(ListenAddress.TlsFiles files) {
    try {
      var builder =
          SslContextBuilder.forServer(
                  new ByteArrayInputStream(read(files.certificate())),
                  new ByteArrayInputStream(PemKeys.toPkcs8(read(files.key()))))
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2");
      if (files.clientAuthority() != null) {
        builder
            .trustManager(new ByteArrayInputStream(read(files.clientAuthority())))
            .clientAuth(ClientAuth.REQUIRE);
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new HavreException(
          ErrorKind.INVALID,
          "load TLS key pair from "
              + files.certificate()
              + " and "
              + files.key()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new HavreException(
          ErrorKind.INVALID,
          "could not load X509 key pair: open " + file + ": " + e.getMessage(),
          e);
    }
  }
}
