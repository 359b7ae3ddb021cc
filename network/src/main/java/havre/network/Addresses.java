package havre.network;

import havre.common.HavreException;

/// The addresses of a network, of one family.
interface Addresses {

  /// Gives out an address.
  ///
  /// @param wish a certain one, or empty
  /// @throws HavreException FORBIDDEN when the wished one is taken, INTERNAL when all are
  InterfaceAddress allocate(String wish);

  /// Takes an address that is in use already.
  void reserve(InterfaceAddress address);

  void release(InterfaceAddress address);
}
