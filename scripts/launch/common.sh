# Sourced by the launchers, which set $home: finds the JDK ($java) without starting a process where the build noted one.
java=""
if [ -n "${HAVRE_JAVA_HOME:-}" ]; then
  java=$HAVRE_JAVA_HOME/bin/java
elif [ -r "$home/lib/java-home" ]; then
  read -r java <"$home/lib/java-home" && java=$java/bin/java
fi
if [ ! -x "$java" ]; then
  java=$("$home/lib/find-java-home")/bin/java || exit 1
fi
