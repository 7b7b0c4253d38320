package dev.grantlake.wire;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import dev.grantlake.wire.c1z.v1.AnnotationSyncDetailsProto;
import dev.grantlake.wire.c1z.v1.DiffProto;
import dev.grantlake.wire.c1z.v3.ManifestProto;
import dev.grantlake.wire.connector.v2.AnnotationBatonIdProto;
import dev.grantlake.wire.connector.v2.AnnotationEntitlementProto;
import dev.grantlake.wire.connector.v2.AnnotationEtagProto;
import dev.grantlake.wire.connector.v2.AnnotationExclusionGroupProto;
import dev.grantlake.wire.connector.v2.AnnotationExternalLinkProto;
import dev.grantlake.wire.connector.v2.AnnotationExternalTicketProto;
import dev.grantlake.wire.connector.v2.AnnotationGrantProto;
import dev.grantlake.wire.connector.v2.AnnotationGrantReplacedProto;
import dev.grantlake.wire.connector.v2.AnnotationIdAliasProto;
import dev.grantlake.wire.connector.v2.AnnotationRatelimitProto;
import dev.grantlake.wire.connector.v2.AnnotationRawIdProto;
import dev.grantlake.wire.connector.v2.AnnotationRequestProto;
import dev.grantlake.wire.connector.v2.AnnotationResourceDeletedProto;
import dev.grantlake.wire.connector.v2.AnnotationResourceProto;
import dev.grantlake.wire.connector.v2.AnnotationResourceTreeProto;
import dev.grantlake.wire.connector.v2.AnnotationSecurityInsightProto;
import dev.grantlake.wire.connector.v2.AnnotationSessionProto;
import dev.grantlake.wire.connector.v2.AnnotationSourceCacheProto;
import dev.grantlake.wire.connector.v2.AnnotationTraitProto;
import dev.grantlake.wire.connector.v2.AnnotationTypeScopedEntitlementsProto;
import dev.grantlake.wire.connector.v2.AnnotationTypeScopedGrantsProto;
import dev.grantlake.wire.connector.v2.AnnotationV1IdentifierProto;
import dev.grantlake.wire.connector.v2.AnnotationVendorAgreementProto;
import dev.grantlake.wire.connector.v2.AnnotationVendorProto;
import dev.grantlake.wire.connector.v2.AssetProto;
import dev.grantlake.wire.reader.v2.SyncProto;
import dev.grantlake.wire.storage.v3.OptionsProto;
import dev.grantlake.wire.storage.v3.RecordsProto;
import dev.grantlake.wire.storage.v3.RefsProto;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every message type of this module and the common ones of protobuf, by full name: what it takes to show the content of
 * an {@code Any}.
 *
 * <p>Go's registry holds more: the messages for actions, configuration, events and tickets, which no store holds as
 * records. As annotations they are unknown here and stay opaque.
 *
 * <p>The first use loads all these types; a path that must start fast stays away from here.
 */
public final class WireTypes {

    /** The files whose messages are known. */
    private static final List<FileDescriptor> FILES = List.of(
            AnnotationSyncDetailsProto.getDescriptor(),
            DiffProto.getDescriptor(),
            ManifestProto.getDescriptor(),
            AnnotationBatonIdProto.getDescriptor(),
            AnnotationEntitlementProto.getDescriptor(),
            AnnotationEtagProto.getDescriptor(),
            AnnotationExclusionGroupProto.getDescriptor(),
            AnnotationExternalLinkProto.getDescriptor(),
            AnnotationExternalTicketProto.getDescriptor(),
            AnnotationGrantProto.getDescriptor(),
            AnnotationGrantReplacedProto.getDescriptor(),
            AnnotationIdAliasProto.getDescriptor(),
            AnnotationRatelimitProto.getDescriptor(),
            AnnotationRawIdProto.getDescriptor(),
            AnnotationRequestProto.getDescriptor(),
            AnnotationResourceProto.getDescriptor(),
            AnnotationResourceDeletedProto.getDescriptor(),
            AnnotationResourceTreeProto.getDescriptor(),
            AnnotationSecurityInsightProto.getDescriptor(),
            AnnotationSessionProto.getDescriptor(),
            AnnotationSourceCacheProto.getDescriptor(),
            AnnotationTraitProto.getDescriptor(),
            AnnotationTypeScopedEntitlementsProto.getDescriptor(),
            AnnotationTypeScopedGrantsProto.getDescriptor(),
            AnnotationV1IdentifierProto.getDescriptor(),
            AnnotationVendorProto.getDescriptor(),
            AnnotationVendorAgreementProto.getDescriptor(),
            AssetProto.getDescriptor(),
            dev.grantlake.wire.connector.v2.EntitlementProto.getDescriptor(),
            dev.grantlake.wire.connector.v2.GrantProto.getDescriptor(),
            dev.grantlake.wire.connector.v2.ResourceProto.getDescriptor(),
            dev.grantlake.wire.reader.v2.EntitlementProto.getDescriptor(),
            dev.grantlake.wire.reader.v2.GrantProto.getDescriptor(),
            dev.grantlake.wire.reader.v2.ResourceProto.getDescriptor(),
            SyncProto.getDescriptor(),
            dev.grantlake.wire.reader.v3.GrantProto.getDescriptor(),
            OptionsProto.getDescriptor(),
            RecordsProto.getDescriptor(),
            RefsProto.getDescriptor(),
            AnyProto.getDescriptor(),
            DescriptorProtos.getDescriptor(),
            DurationProto.getDescriptor(),
            EmptyProto.getDescriptor(),
            FieldMaskProto.getDescriptor(),
            StructProto.getDescriptor(),
            TimestampProto.getDescriptor(),
            WrappersProto.getDescriptor());

    private static final Map<String, Descriptor> BY_NAME = index();

    private WireTypes() {}

    /**
     * The type that the type URL of an {@code Any} names, or null if it is not known. All up to the last slash is
     * ignored, and there may be none; {@code Any.is} is stricter.
     */
    public static @Nullable Descriptor find(String typeUrl) {
        return BY_NAME.get(fullName(typeUrl));
    }

    /** The full message name in a type URL: what follows the last slash. */
    public static String fullName(String typeUrl) {
        return typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
    }

    /** All known types, nested ones too, sorted by full name. */
    public static Collection<Descriptor> all() {
        return BY_NAME.values();
    }

    private static Map<String, Descriptor> index() {
        Map<String, Descriptor> types = new TreeMap<>();
        for (FileDescriptor file : FILES) {
            add(file.getMessageTypes(), types);
        }
        return Collections.unmodifiableMap(types);
    }

    private static void add(List<Descriptor> descriptors, Map<String, Descriptor> into) {
        for (Descriptor descriptor : descriptors) {
            if (!descriptor.toProto().getOptions().getMapEntry()) {
                into.put(descriptor.getFullName(), descriptor);
                add(descriptor.getNestedTypes(), into);
            }
        }
    }
}
