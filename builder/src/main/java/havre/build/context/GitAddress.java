package havre.build.context;

import havre.common.HavreException;

/// Where a repository is and what of it is wanted: `https://host/x.git#ref:folder`.
///
/// @param url of the repository
/// @param ref a branch, a tag or a commit; empty for the main branch
/// @param folder in it, or empty
public record GitAddress(String url, String ref, String folder) {

  /// @throws HavreException INVALID for what no repository can be reached by
  public static GitAddress parse(String address) {
    int hash = address.indexOf('#');
    String url = hash < 0 ? address : address.substring(0, hash);
    String fragment = hash < 0 ? "" : address.substring(hash + 1);
    int colon = fragment.indexOf(':');
    String ref = colon < 0 ? fragment : fragment.substring(0, colon);
    String folder = colon < 0 ? "" : fragment.substring(colon + 1);
    if (ref.startsWith("-")) {
      throw HavreException.invalid("invalid refspec: " + ref);
    }
    return new GitAddress(
        url.startsWith("github.com/") ? "https://" + url : url, ref, folder.replaceAll("^/+", ""));
  }
}
