package havre.daemon.access;

import havre.transport.Request;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// Who calls, as far as TLS tells.
///
/// @param name the common name of the certificate, or empty
/// @param method `TLS`, or empty
record Caller(String name, String method) {
  static Caller of(Request request) {
    List<X509Certificate> certificates = request.peerCertificates();
    if (certificates.isEmpty()) {
      return new Caller("", "");
    }
    try {
      for (Rdn part :
          new LdapName(certificates.getFirst().getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return new Caller(String.valueOf(part.getValue()), "TLS");
        }
      }
    } catch (InvalidNameException _) {
      // a name that cannot be read is no name
    }
    return new Caller("", "TLS");
  }
}
