package havre.volumes;

import java.util.List;

/// Where it is remembered which volumes there are. Each call is atomic and lasts.
public interface VolumeRecords {
  List<Volume> load();

  void put(Volume volume);

  void remove(String name);
}
