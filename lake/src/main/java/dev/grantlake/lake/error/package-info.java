/** What a lake refuses, each refusal a type: all of them are a {@link dev.grantlake.lake.error.LakeException}. */
package dev.grantlake.lake.error;
