package main

import (
	"strings"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// randomWorld makes records from a seed. Ids come from a small vocabulary, so
// that records meet: duplicates, parents, holders of several entitlements, ids
// that begin with another.
type randomWorld struct {
	dice       *splitMix64
	vocabulary []string
}

// letters are those that encodings of keys stumble over.
var letters = []string{
	"a", "b", ":", "::", "\x00", "\x01", "\x02", "\x00\x01", "é", "\u0800", "\uffff", "\U0001f600", "\U0010ffff",
	"/", "%", "\x7f", " ", "\n", "\"", "<", "\u2028", "user", "group:",
}

func newRandomWorld(seed uint64) *randomWorld {
	w := &randomWorld{dice: newSplitMix64(seed)}
	for range 2 + w.dice.intn(30) {
		w.vocabulary = append(w.vocabulary, w.text())
	}
	return w
}

func (w *randomWorld) oneIn(n int) bool { return w.dice.intn(n) == 0 }

// text is never empty: ids in references may not be.
func (w *randomWorld) text() string {
	var text strings.Builder
	for range 1 + w.dice.intn(6) {
		text.WriteString(letters[w.dice.intn(len(letters))])
	}
	if w.oneIn(40) {
		return strings.Repeat(text.String(), 1+w.dice.intn(300))
	}
	return text.String()
}

func (w *randomWorld) textOrNone() string {
	if w.oneIn(3) {
		return ""
	}
	return w.text()
}

func (w *randomWorld) id() string { return w.vocabulary[w.dice.intn(len(w.vocabulary))] }

func (w *randomWorld) bytes() []byte {
	data := make([]byte, w.dice.intn(1<<w.dice.intn(14)))
	for i := range data {
		data[i] = byte(w.dice.next())
	}
	return data
}

// some makes from one to many records, now and then enough for several blocks.
func some[T any](w *randomWorld, one func() T) []T {
	records := make([]T, 1+w.dice.intn(1<<(1+w.dice.intn(8))))
	for i := range records {
		records[i] = one()
	}
	return records
}

func (w *randomWorld) resourceType() *v2.ResourceType {
	return v2.ResourceType_builder{
		Id:                w.id(),
		DisplayName:       w.textOrNone(),
		Traits:            []v2.ResourceType_Trait{v2.ResourceType_Trait(w.dice.intn(5)), v2.ResourceType_Trait(w.dice.intn(5))}[:w.dice.intn(3)],
		Annotations:       w.annotations(),
		Description:       w.textOrNone(),
		SourcedExternally: w.oneIn(4),
	}.Build()
}

func (w *randomWorld) reference() *v2.ResourceId {
	return v2.ResourceId_builder{ResourceType: w.id(), Resource: w.id()}.Build()
}

func (w *randomWorld) referenceOrNone() *v2.ResourceId {
	if w.oneIn(2) {
		return nil
	}
	return w.reference()
}

func (w *randomWorld) resource() *v2.Resource {
	resource := v2.Resource_builder{
		Id:               w.reference(),
		ParentResourceId: w.referenceOrNone(),
		DisplayName:      w.textOrNone(),
		Annotations:      w.annotations(),
		Description:      w.textOrNone(),
		BatonResource:    w.oneIn(4),
	}.Build()
	if w.oneIn(4) {
		resource.SetProfile(w.profile())
	}
	if w.oneIn(4) {
		resource.SetIcon(v2.AssetRef_builder{Id: w.id()}.Build())
	}
	if w.oneIn(4) {
		// An id without a part is legal here, and nowhere else.
		resource.SetId(v2.ResourceId_builder{ResourceType: w.textOrNone(), Resource: w.textOrNone()}.Build())
	}
	return resource
}

func (w *randomWorld) profile() *structpb.Struct {
	fields := map[string]*structpb.Value{}
	for range w.dice.intn(5) {
		fields[w.text()] = structpb.NewListValue(&structpb.ListValue{Values: []*structpb.Value{
			structpb.NewNullValue(),
			structpb.NewBoolValue(w.oneIn(2)),
			structpb.NewNumberValue(w.dice.float() * 1e6),
			structpb.NewStringValue(w.text()),
			structpb.NewStructValue(&structpb.Struct{Fields: map[string]*structpb.Value{w.text(): structpb.NewNumberValue(1)}}),
		}})
	}
	return &structpb.Struct{Fields: fields}
}

// owned returns an id of an entitlement of this owner: often the usual one,
// behind the owner's type and id, which keys store without that prefix.
func (w *randomWorld) owned(owner *v2.ResourceId) string {
	switch w.dice.intn(4) {
	case 0:
		return w.id()
	case 1:
		return owner.GetResourceType() + ":" + owner.GetResource() + ":"
	default:
		return owner.GetResourceType() + ":" + owner.GetResource() + ":" + w.id()
	}
}

func (w *randomWorld) entitlement() *v2.Entitlement {
	owner := w.reference()
	entitlement := v2.Entitlement_builder{
		Resource:    v2.Resource_builder{Id: owner, DisplayName: w.textOrNone()}.Build(),
		Id:          w.owned(owner),
		DisplayName: w.textOrNone(),
		Description: w.textOrNone(),
		Annotations: w.annotations(),
		Purpose:     v2.Entitlement_PurposeValue(w.dice.intn(4)),
		Slug:        w.textOrNone(),
	}.Build()
	for range w.dice.intn(3) {
		entitlement.SetGrantableTo(append(entitlement.GetGrantableTo(), v2.ResourceType_builder{Id: w.id()}.Build()))
	}
	return entitlement
}

func (w *randomWorld) grant() *v2.Grant {
	owner := w.reference()
	grant := v2.Grant_builder{
		Id: w.textOrNone(),
		Entitlement: v2.Entitlement_builder{
			Id:       w.owned(owner),
			Resource: v2.Resource_builder{Id: owner}.Build(),
		}.Build(),
		Principal:   v2.Resource_builder{Id: w.reference(), ParentResourceId: w.referenceOrNone()}.Build(),
		Annotations: w.annotations(),
	}.Build()
	if w.oneIn(3) {
		sources := map[string]*v2.GrantSources_GrantSource{}
		for range w.dice.intn(4) {
			sources[w.text()] = v2.GrantSources_GrantSource_builder{IsDirect: w.oneIn(2)}.Build()
		}
		grant.SetSources(v2.GrantSources_builder{Sources: sources}.Build())
	}
	if w.oneIn(3) {
		expandable := v2.GrantExpandable_builder{Shallow: w.oneIn(2)}.Build()
		for range w.dice.intn(3) {
			expandable.SetEntitlementIds(append(expandable.GetEntitlementIds(), w.id()))
			expandable.SetResourceTypeIds(append(expandable.GetResourceTypeIds(), w.id()))
		}
		grant.SetAnnotations(append(grant.GetAnnotations(), packed(expandable)))
	}
	return grant
}

func (w *randomWorld) asset() (ref *v2.AssetRef, contentType string, data []byte) {
	return v2.AssetRef_builder{Id: w.id()}.Build(), w.textOrNone(), w.bytes()
}

// annotations holds messages that everybody knows, and one that nobody does.
func (w *randomWorld) annotations() []*anypb.Any {
	var annotations []*anypb.Any
	for range w.dice.intn(8) / 5 * w.dice.intn(4) {
		switch w.dice.intn(4) {
		case 0:
			annotations = append(annotations, packed(v2.ETag_builder{Value: w.text(), EntitlementId: w.textOrNone()}.Build()))
		case 1:
			annotations = append(annotations, packed(&v2.GrantImmutable{}))
		case 2:
			annotations = append(annotations, packed(wrapperspb.String(w.text())))
		case 3:
			annotations = append(annotations, &anypb.Any{TypeUrl: "type.googleapis.com/example.Unknown", Value: w.bytes()})
		}
	}
	return annotations
}

func packed(message proto.Message) *anypb.Any {
	value, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	if err != nil {
		panic(err) // every text that is made here is UTF-8
	}
	return &anypb.Any{TypeUrl: "type.googleapis.com/" + string(message.ProtoReflect().Descriptor().FullName()), Value: value}
}
