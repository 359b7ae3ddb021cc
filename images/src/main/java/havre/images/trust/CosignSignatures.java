package havre.images.trust;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.Descriptor;
import havre.oci.image.Manifest;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.registryclient.BlobStream;
import havre.registryclient.Referrer;
import havre.registryclient.RegistryException;
import havre.registryclient.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The signatures of an image as cosign keeps them beside it: a manifest that refers to it, or has
/// the tag `sha256-….sig`, whose layers are what was signed.
final class CosignSignatures {
  private static final String ARTIFACT = "application/vnd.dev.cosign.artifact.sig.v1+json";
  private static final String SIGNED = "application/vnd.dev.cosign.simplesigning.v1+json";
  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
  private static final int MAX_MANIFESTS = 32;
  private static final int MAX_SIGNATURES = 128;
  private static final long MAX_PAYLOAD = 1024 * 1024;

  private final Repository repository;
  private final ImageReference name;

  CosignSignatures(Repository repository, ImageReference name) {
    this.repository = repository;
    this.name = name;
  }

  /// @throws HavreException FORBIDDEN telling what is wrong with each signature there is
  void check(Digest digest, Requirement.Signed wanted) {
    List<Descriptor> signatures = signatures(digest);
    if (signatures.isEmpty()) {
      throw SignaturePolicy.rejected("A signature was required, but no signature exists");
    }
    var reasons = new ArrayList<String>();
    for (Descriptor signature : signatures) {
      String reason = fault(signature, digest, wanted);
      if (reason.isEmpty()) {
        return;
      }
      reasons.add(reason);
    }
    throw SignaturePolicy.rejected(
        reasons.size() == 1
            ? reasons.getFirst()
            : "None of the signatures were accepted, reasons: " + String.join("; ", reasons));
  }

  private List<Descriptor> signatures(Digest digest) {
    var references = new ArrayList<String>();
    references.add(digest.algorithm() + "-" + digest.hex() + ".sig");
    for (Referrer referrer : repository.referrers(digest)) {
      if (referrer.artifactType().equals(ARTIFACT) && references.size() < MAX_MANIFESTS) {
        references.add(referrer.descriptor().digest().toString());
      }
    }
    var signatures = new ArrayList<Descriptor>();
    for (String reference : references) {
      for (Descriptor layer : layers(reference)) {
        if (layer.mediaType().equals(SIGNED) && signatures.size() < MAX_SIGNATURES) {
          signatures.add(layer);
        }
      }
    }
    return signatures;
  }

  private List<Descriptor> layers(String reference) {
    try {
      return Json.read(repository.manifest(reference).bytes(), Manifest.class, "signature")
          .layers();
    } catch (RegistryException e) {
      if (e.status() == 404) {
        return List.of();
      }
      throw e;
    }
  }

  /// What is wrong with a signature; empty for nothing.
  private String fault(Descriptor signature, Digest digest, Requirement.Signed wanted) {
    if (signature.size() > MAX_PAYLOAD) {
      return "a signature of " + signature.size() + " bytes is too large";
    }
    byte[] payload;
    byte[] signed;
    try (BlobStream in = repository.blob(signature.digest(), signature.size())) {
      payload = in.readAllBytes();
      signed = Base64.getDecoder().decode(String.valueOf(signature.annotation(SIGNATURE)).strip());
    } catch (IOException e) {
      return "a signature could not be read: " + e.getMessage();
    } catch (IllegalArgumentException e) {
      return "a signature is not in base64";
    }
    if (wanted.keys().stream().noneMatch(key -> key.hasSigned(payload, signed))) {
      return "cryptographic signature verification failed: invalid signature when validating ASN.1"
          + " encoded signature";
    }
    return subjectFault(
        Json.tree(payload, "signature").path("critical"), digest, wanted.identity());
  }

  private String subjectFault(JsonNode critical, Digest digest, SignedIdentity identity) {
    String signedDigest = critical.path("image").path("docker-manifest-digest").asText();
    String signedName = critical.path("identity").path("docker-reference").asText();
    if (!signedDigest.equals(digest.toString())) {
      return "Signature for docker digest \"%s\" is not of %s".formatted(signedDigest, digest);
    }
    try {
      if (identity.accepts(name, ImageReference.parse(signedName))) {
        return "";
      }
    } catch (HavreException e) {
      return "Signature for identity \"" + signedName + "\", which is no image's name";
    }
    return "Signature for identity \"%s\" is not accepted".formatted(signedName);
  }
}
