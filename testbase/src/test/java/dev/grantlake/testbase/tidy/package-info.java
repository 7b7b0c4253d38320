/**
 * The house rules that a machine can check by reading the project's own files. They run once, in the first module of
 * the build; what needs compiled classes is checked by the architecture test in {@code testkit}.
 */
package dev.grantlake.testbase.tidy;
