package havre.linux.cgroup;

/// Which limits this kernel can keep.
public record CgroupFeatures(
    boolean memory,
    boolean swap,
    boolean memoryReservation,
    boolean oomKillDisable,
    boolean cpuShares,
    boolean cpuQuota,
    boolean cpuset,
    boolean pids,
    boolean blkioWeight,
    boolean blkioWeightDevice,
    boolean swappiness,
    boolean realtime,
    boolean throttles) {}
