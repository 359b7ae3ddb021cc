package havre.cli.command;

/// The version of this command line.
public final class Version {
  public static final String NUMBER = "0.1.0";
  public static final String BUILD = "dev";

  private Version() {}
}
