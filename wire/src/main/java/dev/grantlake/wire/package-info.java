/**
 * The protobuf messages of the formats and of the connector API, and two doors to their descriptors:
 * {@link dev.grantlake.wire.DescriptorClosure}, which a v3 file carries in its manifest, and
 * {@link dev.grantlake.wire.WireTypes}, which resolves the type of an {@code Any}.
 *
 * <p>The packages below hold generated code only; their sources are in {@code src/main/protobuf}. Field numbers, names,
 * types and services are those of the formats. Two things are ours: the Java options, and the name of the enum
 * {@code UserTrait.Status.Value}, which elsewhere is called {@code Status} like the message around it. Neither is on
 * any wire. Validation rules are left out, since a store does not evaluate them.
 *
 * <h2>Why the descriptor set is a file</h2>
 *
 * Generated classes know their descriptors, but these differ from what Go writes: they have the Java options and lack
 * the JSON names. The compiler can write a set with JSON names and, from sources without the Java options, without
 * those; six of the seven files then come out as Go has them. The seventh, {@code google/protobuf/descriptor.proto},
 * grows with each release of the compiler, and Go links an older one. So the set is a small resource,
 * {@code storage-v3.descriptors}: our three files and three of Google's as the compiler gives them, and the seventh as
 * found in files that Go wrote. Tests hold it equal to the set in such files, and to the generated classes. It changes
 * only if the format does.
 */
@NullMarked
package dev.grantlake.wire;

import org.jspecify.annotations.NullMarked;
