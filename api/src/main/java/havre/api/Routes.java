package havre.api;

import havre.transport.Router;

/// The endpoints of one area of the API.
public interface Routes {
  /// Adds them, with paths as the specification writes them, without version prefix: `{id}` for one
  /// segment, `{name:.*}` where slashes may come (names of images).
  void addTo(Router<Endpoint> router);
}
