package havre.images.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.MediaTypes;
import havre.oci.reference.ImageReference;
import havre.registryclient.Credentials;
import havre.registryclient.Proxies;
import havre.registryclient.Registries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whose images may be pulled, with a registry that keeps signatures as cosign puts them there.
class SignaturePolicyTest {
  private static final String SIGNED = "application/vnd.dev.cosign.simplesigning.v1+json";
  private static final Digest IMAGE = Digest.sha256(new byte[] {1});

  @TempDir private Path folder;

  private final Map<String, byte[]> documents = new ConcurrentHashMap<>();
  private HttpServer server;
  private Registries registries;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    registries =
        new Registries(
            new Registries.Settings(List.of(), List.of(), Path.of("/nonexistent"), Proxies.DIRECT));
    documents.put("/v2/", new byte[] {'{', '}'});
  }

  @AfterEach
  void stop() {
    registries.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] document = documents.get(path);
      if (path.contains("/referrers/")) {
        exchange.getResponseHeaders().set("Content-Type", MediaTypes.OCI_INDEX);
      }
      exchange.sendResponseHeaders(
          document == null ? 404 : 200, document == null ? -1 : document.length);
      if (document != null) {
        exchange.getResponseBody().write(document);
      }
    }
  }

  private ImageReference name(String rest) {
    return ImageReference.parse("127.0.0.1:" + server.getAddress().getPort() + "/" + rest);
  }

  private static KeyPair keys(String algorithm) throws Exception {
    return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
  }

  private Path publicKey(KeyPair keys) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded());
    return Files.writeString(
        folder.resolve("key.pub"),
        "-----BEGIN PUBLIC KEY-----\n" + text + "\n-----END PUBLIC KEY-----\n");
  }

  /// A signature's manifest, with its payload beside it.
  private byte[] signature(KeyPair keys, String algorithm, String identity, Digest subject)
      throws Exception {
    byte[] payload =
        """
        {"critical":{"identity":{"docker-reference":"%s"},"image":{"docker-manifest-digest":"%s"},
        "type":"cosign container image signature"},"optional":null}
        """
            .formatted(identity, subject)
            .getBytes(StandardCharsets.UTF_8);
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(keys.getPrivate());
    signing.update(payload);
    documents.put("/v2/app/blobs/" + Digest.sha256(payload), payload);
    return """
    {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":2},
    "layers":[{"mediaType":"%s","digest":"%s","size":%d,
    "annotations":{"dev.cosignproject.cosign/signature":"%s"}}]}
    """
        .formatted(
            MediaTypes.OCI_MANIFEST,
            MediaTypes.OCI_CONFIG,
            Digest.sha256(new byte[0]),
            SIGNED,
            Digest.sha256(payload),
            payload.length,
            Base64.getEncoder().encodeToString(signing.sign()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private void tagged(byte[] manifest) {
    documents.put("/v2/app/manifests/sha256-" + IMAGE.hex() + ".sig", manifest);
  }

  private SignaturePolicy policy(String text) throws IOException {
    return PolicyFile.read(Files.writeString(folder.resolve("policy.json"), text));
  }

  private SignaturePolicy signedBy(KeyPair keys) throws IOException {
    return policy(
        """
        {"default":[{"type":"sigstoreSigned","keyPath":"%s",
        "signedIdentity":{"type":"matchRepository"}}]}
        """
            .formatted(publicKey(keys)));
  }

  private void check(SignaturePolicy policy, ImageReference name) {
    policy.check(name, registries.repository(name, Credentials.NONE, "pull"), IMAGE);
  }

  @ParameterizedTest
  @CsvSource({"EC,SHA256withECDSA", "RSA,SHA256withRSA", "Ed25519,Ed25519"})
  void takesWhatIsSigned(String key, String algorithm) throws Exception {
    KeyPair keys = keys(key);
    ImageReference name = name("app:1");
    tagged(signature(keys, algorithm, name.name(), IMAGE));
    assertThatCode(() -> check(signedBy(keys), name)).doesNotThrowAnyException();
  }

  @Test
  void findsSignaturesThatReferToTheImage() throws Exception {
    KeyPair keys = keys("EC");
    ImageReference name = name("app:1");
    byte[] manifest = signature(keys, "SHA256withECDSA", name.name(), IMAGE);
    Digest digest = Digest.sha256(manifest);
    documents.put("/v2/app/manifests/" + digest, manifest);
    documents.put(
        "/v2/app/referrers/" + IMAGE,
        """
        {"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"%s","size":%d,
        "artifactType":"application/vnd.dev.cosign.artifact.sig.v1+json"}]}
        """
            .formatted(MediaTypes.OCI_MANIFEST, digest, manifest.length)
            .getBytes(StandardCharsets.UTF_8));
    assertThatCode(() -> check(signedBy(keys), name)).doesNotThrowAnyException();
  }

  @Test
  void refusesWhatIsNotSigned() throws Exception {
    KeyPair keys = keys("EC");
    ImageReference name = name("app:1");
    SignaturePolicy policy = signedBy(keys);
    assertThatThrownBy(() -> check(policy, name))
        .hasMessage("Source image rejected: A signature was required, but no signature exists")
        .extracting(e -> ((HavreException) e).kind())
        .isEqualTo(ErrorKind.FORBIDDEN);
    tagged(signature(keys("EC"), "SHA256withECDSA", name.name(), IMAGE));
    assertThatThrownBy(() -> check(policy, name))
        .hasMessageContaining("cryptographic signature verification failed");
    tagged(signature(keys, "SHA256withECDSA", name.name(), Digest.sha256(new byte[] {2})));
    assertThatThrownBy(() -> check(policy, name)).hasMessageContaining("is not of " + IMAGE);
    tagged(signature(keys, "SHA256withECDSA", name("other").name(), IMAGE));
    assertThatThrownBy(() -> check(policy, name)).hasMessageContaining("is not accepted");
    tagged(signature(keys, "SHA256withECDSA", "no name", IMAGE));
    assertThatThrownBy(() -> check(policy, name)).hasMessageContaining("is no image's name");
  }

  @Test
  void wantsTheTagUnlessTheRepositoryIsEnough() throws Exception {
    KeyPair keys = keys("EC");
    ImageReference name = name("app:1");
    SignaturePolicy policy =
        policy(
            "{\"default\":[{\"type\":\"sigstoreSigned\",\"keyPath\":\""
                + publicKey(keys)
                + "\"}]}");
    tagged(signature(keys, "SHA256withECDSA", name.name(), IMAGE));
    assertThatThrownBy(() -> check(policy, name)).hasMessageContaining("is not accepted");
    assertThatCode(() -> check(policy, name("app@" + IMAGE))).doesNotThrowAnyException();
    tagged(signature(keys, "SHA256withECDSA", name.toString(), IMAGE));
    assertThatCode(() -> check(policy, name)).doesNotThrowAnyException();
  }

  @Test
  void countsTheNarrowestScope() throws Exception {
    SignaturePolicy policy =
        policy(
            """
            {"default":[{"type":"reject"}],"transports":{"docker":{
              "registry.example":[{"type":"insecureAcceptAnything"}],
              "registry.example/team":[{"type":"reject"}],
              "registry.example/team/app:1":[{"type":"insecureAcceptAnything"}],
              "*.wide.example":[{"type":"insecureAcceptAnything"}]}}}
            """);
    for (String name :
        List.of("registry.example/x", "registry.example/team/app:1", "a.wide.example/b")) {
      assertThat(policy.requirements(ImageReference.parse(name)))
          .as(name)
          .containsExactly(new Requirement.Anything());
    }
    for (String name : List.of("busybox", "registry.example/team/app:2", "wide.example/b")) {
      assertThat(policy.requirements(ImageReference.parse(name)))
          .as(name)
          .containsExactly(new Requirement.Rejected());
    }
    assertThatThrownBy(() -> check(policy, name("app:1")))
        .hasMessageContaining("is rejected by policy");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                            | it has no \"default\"",
        "{\"default\":[]}                                              | \"default\" has no requirements",
        "{\"default\":[{\"type\":\"signedBy\"}]}                       | requirements of type \"signedBy\" are not supported",
        "{\"default\":[{\"type\":\"sigstoreSigned\"}]}                 | has no key",
        "{\"default\":[{\"type\":\"sigstoreSigned\",\"fulcio\":{}}]}   | \"fulcio\" is not supported",
        "{\"default\":[{\"type\":\"sigstoreSigned\",\"keyPath\":\"/none\"}]} | could not read the key /none",
        "{\"default\":[{\"type\":\"sigstoreSigned\",\"keyData\":\"AAAA\"}]}  | keyData holds no public key",
        "{                                                             | invalid policy"
      })
  void refusesAPolicyThatItCannotKeep(String text, String reason) {
    assertThatThrownBy(() -> policy(text))
        .hasMessageContaining("could not use the signature policy " + folder)
        .hasMessageContaining(reason);
  }
}
