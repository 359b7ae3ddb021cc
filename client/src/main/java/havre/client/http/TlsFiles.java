package havre.client.http;

import java.nio.file.Path;

/// The PEM files for mutual TLS.
///
/// @param verify whether the server's certificate must be signed by `ca` and name the host
public record TlsFiles(Path ca, Path certificate, Path key, boolean verify) {}
