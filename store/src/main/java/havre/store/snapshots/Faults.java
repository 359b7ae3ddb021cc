package havre.store.snapshots;

/// Hears of each step between which the process could die; tests look at the disk there.
@FunctionalInterface
interface Faults {
  Faults NONE = step -> {};

  void at(String step);
}
