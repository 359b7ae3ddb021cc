package havre.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The body of every answer that is an error.
record ErrorDto(@JsonProperty("message") String message) {}
