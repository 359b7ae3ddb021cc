package havre.runtime.log;

import java.nio.channels.FileChannel;
import java.util.List;

/// A log's files as of one instant, oldest first, and who tells what came after.
record LogView(List<FileChannel> files, Follower follower) {}
