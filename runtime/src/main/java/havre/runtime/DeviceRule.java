package havre.runtime;

/// A rule of the device cgroup; all is denied that no rule allows.
///
/// @param kind `a`, `b` or `c`
/// @param major -1 is any
/// @param minor -1 is any
/// @param access letters of `rwm`
public record DeviceRule(boolean allow, char kind, int major, int minor, String access) {}
