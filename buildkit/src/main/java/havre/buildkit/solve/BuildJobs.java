package havre.buildkit.solve;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The builds that run, and the last that have ended. A client asks for a build, its status and its
/// gateway at the same time, so the one that comes first waits a little. Thread-safe.
public final class BuildJobs {
  private static final int KEPT = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private final Map<String, BuildJob> jobs = new LinkedHashMap<>();
  private final Map<String, BuildJob> ended = new LinkedHashMap<>();
  private final Duration patience;
  private final InstantSource clock;

  /// @param patience how long [#get] waits
  public BuildJobs(Duration patience, InstantSource clock) {
    this.patience = patience;
    this.clock = clock;
  }

  /// @throws HavreException when one of that id is there
  public BuildJob open(String id, String session, BuildJob.Definition definition) {
    lock.lock();
    try {
      if (id.isEmpty() || jobs.containsKey(id) || ended.containsKey(id)) {
        throw new HavreException(ErrorKind.CONFLICT, "job ID " + id + " already exists");
      }
      var job = new BuildJob(id, session, definition, clock);
      jobs.put(id, job);
      opened.signalAll();
      return job;
    } finally {
      lock.unlock();
    }
  }

  /// Ends a build; what happened in it can be read for some time.
  ///
  /// @param exported what the exports told
  /// @param error why it failed, empty for success
  public void end(BuildJob job, Map<String, String> exported, String error) {
    job.end(exported, error);
    lock.lock();
    try {
      jobs.remove(job.id());
      ended.put(job.id(), job);
      if (ended.size() > KEPT) {
        ended.remove(ended.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  /// All that are known, the oldest first.
  public List<BuildJob> all() {
    lock.lock();
    try {
      var all = new ArrayList<>(ended.values());
      all.addAll(jobs.values());
      return all;
    } finally {
      lock.unlock();
    }
  }

  /// A result of any build that is known.
  public Optional<BuildResult> result(String name) {
    return all().stream().flatMap(job -> job.result(name).stream()).findFirst();
  }

  /// Forgets a build that has ended.
  ///
  /// @return whether there was one
  public boolean forget(String id) {
    lock.lock();
    try {
      return ended.remove(id) != null;
    } finally {
      lock.unlock();
    }
  }

  /// The build of that id, if it runs.
  public Optional<BuildJob> running(String id) {
    lock.lock();
    try {
      return Optional.ofNullable(jobs.get(id));
    } finally {
      lock.unlock();
    }
  }

  /// @throws HavreException when none of that id opens in time
  public BuildJob get(String id) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (true) {
        BuildJob job = jobs.getOrDefault(id, ended.get(id));
        if (job != null) {
          return job;
        }
        if (left <= 0) {
          throw HavreException.notFound("no such job " + id);
        }
        left = opened.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
