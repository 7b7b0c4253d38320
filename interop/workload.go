package main

import (
	"fmt"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// workloadSeed is the seed of all published measurements.
const workloadSeed = 21

// recordSink receives the records of a workload in the order the recipe makes
// them: all resource types, all resources, all entitlements, all grants.
type recordSink interface {
	resourceType(*v2.ResourceType) error
	resource(*v2.Resource) error
	entitlement(*v2.Entitlement) error
	grant(*v2.Grant) error
}

func resourceID(typeID, id string) *v2.ResourceId {
	return v2.ResourceId_builder{ResourceType: typeID, Resource: id}.Build()
}

// stub is a resource that carries nothing but its identity. A v3 file keeps
// only references of the records embedded in a grant, so more would be lost.
func stub(typeID, id string, parent *v2.ResourceId) *v2.Resource {
	return v2.Resource_builder{Id: resourceID(typeID, id), ParentResourceId: parent}.Build()
}

// annotation packs a message with map entries in key order. The stored bytes of
// an annotation are kept verbatim, so a random map order would make two runs of
// one workload differ.
func annotation(m proto.Message) ([]*anypb.Any, error) {
	packed := &anypb.Any{}
	if err := anypb.MarshalFrom(packed, m, proto.MarshalOptions{Deterministic: true}); err != nil {
		return nil, err
	}
	return []*anypb.Any{packed}, nil
}

var departments = [...]string{
	"Engineering", "Finance", "Legal", "Sales", "Support", "Marketing", "Operations", "Security",
}

// workloadR is the realistic shape: users, groups, roles and apps, nested
// groups, and memberships skewed towards low group numbers.
type workloadR struct {
	users, groups, roles, apps int
	grants                     int

	random       *splitMix64
	groupParents []*v2.ResourceId // by group number, nil without a parent
}

func newWorkloadR(grants int, seed uint64) (*workloadR, error) {
	if grants < 10 {
		return nil, fmt.Errorf("workload R needs at least 10 grants (one user per ten), got %d", grants)
	}
	return &workloadR{
		users:  grants / 10,
		groups: max(grants/250, 20),
		roles:  max(grants/2000, 5),
		apps:   5,
		grants: grants,
		random: newSplitMix64(seed),
	}, nil
}

func userName(i int) string  { return fmt.Sprintf("u%06d", i) }
func groupName(i int) string { return fmt.Sprintf("g%04d", i) }
func roleName(i int) string  { return fmt.Sprintf("r%03d", i) }
func appName(i int) string   { return fmt.Sprintf("a%02d", i) }

// emit sends the whole workload. One generator runs through all four kinds, so
// they cannot be produced apart from each other.
func (w *workloadR) emit(to recordSink) error {
	if err := w.emitResourceTypes(to); err != nil {
		return err
	}
	entitled, err := w.emitResources(to)
	if err != nil {
		return err
	}
	if err := w.emitEntitlements(to, entitled); err != nil {
		return err
	}
	return w.emitGrants(to)
}

func (w *workloadR) emitResourceTypes(to recordSink) error {
	skip, err := annotation(&v2.SkipEntitlementsAndGrants{})
	if err != nil {
		return err
	}
	for _, t := range []v2.ResourceType_builder{
		{Id: "user", DisplayName: "User", Traits: []v2.ResourceType_Trait{v2.ResourceType_TRAIT_USER}, Annotations: skip},
		{Id: "group", DisplayName: "Group", Traits: []v2.ResourceType_Trait{v2.ResourceType_TRAIT_GROUP}},
		{Id: "role", DisplayName: "Role", Traits: []v2.ResourceType_Trait{v2.ResourceType_TRAIT_ROLE}},
		{Id: "app", DisplayName: "Application", Traits: []v2.ResourceType_Trait{v2.ResourceType_TRAIT_APP}},
	} {
		if err := to.resourceType(t.Build()); err != nil {
			return err
		}
	}
	return nil
}

// entitledResources are the resources that own entitlements, by number.
type entitledResources struct {
	apps, groups, roles []*v2.Resource
}

func (w *workloadR) emitResources(to recordSink) (*entitledResources, error) {
	kept := &entitledResources{}
	for i := range w.apps {
		app, err := traitResource("app", appName(i), fmt.Sprintf("App %02d", i),
			v2.AppTrait_builder{HelpUrl: "https://example.com/help"}.Build())
		if err != nil {
			return nil, err
		}
		kept.apps = append(kept.apps, app)
		if err := to.resource(app); err != nil {
			return nil, err
		}
	}
	for i := range w.users {
		user, err := w.user(i)
		if err != nil {
			return nil, err
		}
		if err := to.resource(user); err != nil {
			return nil, err
		}
	}
	for i := range w.groups {
		group, err := traitResource("group", groupName(i), fmt.Sprintf("Group %04d", i), &v2.GroupTrait{})
		if err != nil {
			return nil, err
		}
		group.SetDescription("synthetic group")
		if w.random.intn(3) > 0 {
			group.SetParentResourceId(resourceID("app", appName(w.random.intn(w.apps))))
		}
		w.groupParents = append(w.groupParents, group.GetParentResourceId())
		kept.groups = append(kept.groups, group)
		if err := to.resource(group); err != nil {
			return nil, err
		}
	}
	for i := range w.roles {
		profile, err := structpb.NewStruct(map[string]any{"tier": i % 4})
		if err != nil {
			return nil, err
		}
		role, err := traitResource("role", roleName(i), fmt.Sprintf("Role %03d", i),
			v2.RoleTrait_builder{Profile: profile}.Build())
		if err != nil {
			return nil, err
		}
		kept.roles = append(kept.roles, role)
		if err := to.resource(role); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

func traitResource(typeID, id, displayName string, trait proto.Message) (*v2.Resource, error) {
	annotations, err := annotation(trait)
	if err != nil {
		return nil, err
	}
	return v2.Resource_builder{
		Id:          resourceID(typeID, id),
		DisplayName: displayName,
		Annotations: annotations,
	}.Build(), nil
}

func (w *workloadR) user(i int) (*v2.Resource, error) {
	department := departments[w.random.intn(len(departments))]
	status := v2.UserTrait_Status_STATUS_ENABLED
	if w.random.intn(50) == 0 {
		status = v2.UserTrait_Status_STATUS_DISABLED
	}
	level := w.random.intn(9)
	manager := userName(w.random.intn(i + 1))
	profile, err := structpb.NewStruct(map[string]any{
		"department": department,
		"level":      level,
		"manager":    manager,
	})
	if err != nil {
		return nil, err
	}
	id := userName(i)
	return traitResource("user", id, fmt.Sprintf("User %06d", i), v2.UserTrait_builder{
		Emails:  []*v2.UserTrait_Email{v2.UserTrait_Email_builder{Address: id + "@example.com", IsPrimary: true}.Build()},
		Status:  v2.UserTrait_Status_builder{Status: status}.Build(),
		Profile: profile,
		Login:   id,
	}.Build())
}

func (w *workloadR) emitEntitlements(to recordSink, owners *entitledResources) error {
	user := v2.ResourceType_builder{Id: "user"}.Build()
	group := v2.ResourceType_builder{Id: "group"}.Build()
	emit := func(owner *v2.Resource, slug string, purpose v2.Entitlement_PurposeValue, grantableTo ...*v2.ResourceType) error {
		return to.entitlement(v2.Entitlement_builder{
			Resource:    owner,
			Id:          entitlementID(owner.GetId().GetResourceType(), owner.GetId().GetResource(), slug),
			DisplayName: owner.GetDisplayName() + " " + slug,
			GrantableTo: grantableTo,
			Purpose:     purpose,
			Slug:        slug,
		}.Build())
	}
	for i, g := range owners.groups {
		if err := emit(g, "member", v2.Entitlement_PURPOSE_VALUE_ASSIGNMENT, user, group); err != nil {
			return err
		}
		if i%ownedGroupStep != 0 {
			continue
		}
		if err := emit(g, "owner", v2.Entitlement_PURPOSE_VALUE_PERMISSION, user); err != nil {
			return err
		}
	}
	for _, r := range owners.roles {
		if err := emit(r, "assigned", v2.Entitlement_PURPOSE_VALUE_ASSIGNMENT, user, group); err != nil {
			return err
		}
	}
	for _, a := range owners.apps {
		if err := emit(a, "access", v2.Entitlement_PURPOSE_VALUE_PERMISSION, user); err != nil {
			return err
		}
	}
	return nil
}

// ownedGroupStep: every tenth group has an owner entitlement.
const ownedGroupStep = 10

func entitlementID(typeID, id, slug string) string {
	return typeID + ":" + id + ":" + slug
}

// grantTarget names the entitlement of a grant: number of the owning resource
// within its type, and which of the three granted entitlements it is.
type grantTarget struct {
	typeID, slug string
	number       int32
}

func (t grantTarget) stub() *v2.Entitlement {
	name := groupName(int(t.number))
	if t.typeID == "role" {
		name = roleName(int(t.number))
	}
	return v2.Entitlement_builder{
		Resource: stub(t.typeID, name, nil),
		Id:       entitlementID(t.typeID, name, t.slug),
	}.Build()
}

func memberOf(group int) grantTarget             { return grantTarget{"group", "member", int32(group)} }
func ownerOf(group int) grantTarget              { return grantTarget{"group", "owner", int32(group)} }
func assignedOf(role int) grantTarget            { return grantTarget{"role", "assigned", int32(role)} }
func (w *workloadR) owners() int                 { return (w.groups + ownedGroupStep - 1) / ownedGroupStep }
func (w *workloadR) userStub(i int) *v2.Resource { return stub("user", userName(i), nil) }
func (w *workloadR) groupStub(i int) *v2.Resource {
	return stub("group", groupName(i), w.groupParents[i])
}

// grantPair identifies a grant. Its id is made of these parts alone, so equal
// pairs are equal ids; numbers keep ten million of them affordable.
type grantPair struct {
	target    grantTarget
	isGroup   bool
	principal int32
}

func (w *workloadR) emitGrants(to recordSink) error {
	targets := map[grantTarget]*v2.Entitlement{}
	seen := make(map[grantPair]struct{}, w.grants)
	emit := func(pair grantPair, annotations []*anypb.Any) error {
		if _, again := seen[pair]; again {
			return nil
		}
		seen[pair] = struct{}{}
		target, known := targets[pair.target]
		if !known {
			target = pair.target.stub()
			targets[pair.target] = target
		}
		principal := w.userStub(int(pair.principal))
		if pair.isGroup {
			principal = w.groupStub(int(pair.principal))
		}
		return to.grant(newGrant(target, principal, annotations))
	}
	nested := func(target grantTarget, group int, shallow bool) error {
		expandable, err := annotation(v2.GrantExpandable_builder{
			EntitlementIds:  []string{entitlementID("group", groupName(group), "member")},
			Shallow:         shallow,
			ResourceTypeIds: []string{"user"},
		}.Build())
		if err != nil {
			return err
		}
		return emit(grantPair{target: target, isGroup: true, principal: int32(group)}, expandable)
	}

	for range w.groups / 8 {
		child := 1 + w.random.intn(w.groups-1)
		parent := w.random.intn(child) // lower number than the child, so nesting has no cycles
		shallow := w.random.intn(5) == 0
		if err := nested(memberOf(parent), child, shallow); err != nil {
			return err
		}
	}
	for range w.roles * 3 {
		group := w.random.intn(w.groups)
		role := w.random.intn(w.roles)
		if err := nested(assignedOf(role), group, false); err != nil {
			return err
		}
	}

	reason, err := structpb.NewStruct(map[string]any{"reason": "owner"})
	if err != nil {
		return err
	}
	ownership, err := annotation(v2.GrantMetadata_builder{Metadata: reason}.Build())
	if err != nil {
		return err
	}
	for len(seen) < w.grants {
		user := int32(w.random.intn(w.users))
		target, annotations := w.drawTarget(ownership)
		if err := emit(grantPair{target: target, principal: user}, annotations); err != nil {
			return err
		}
	}
	return nil
}

// drawTarget picks what a user gets: 88 % memberships, 2 % ownerships, 10 %
// roles. Cubing a fraction crowds the memberships into few large groups.
func (w *workloadR) drawTarget(ownership []*anypb.Any) (grantTarget, []*anypb.Any) {
	switch k := w.random.intn(100); {
	case k < 88:
		f := w.random.float()
		return memberOf(int(float64(w.groups) * (f * f * f))), nil
	case k < 90:
		return ownerOf(w.random.intn(w.owners()) * ownedGroupStep), ownership
	default:
		return assignedOf(w.random.intn(w.roles)), nil
	}
}

func newGrant(target *v2.Entitlement, principal *v2.Resource, annotations []*anypb.Any) *v2.Grant {
	return v2.Grant_builder{
		Entitlement: target,
		Principal:   principal,
		Id:          target.GetId() + ":" + principal.GetId().GetResourceType() + ":" + principal.GetId().GetResource(),
		Annotations: annotations,
	}.Build()
}

// workloadD is the dense shape: nothing but grants, each on its own pair of one
// of a hundred entitlements and one principal.
type workloadD struct {
	grants int
}

const workloadDEntitlements = 100

func (w workloadD) emit(to recordSink) error {
	targets := make([]*v2.Entitlement, 0, workloadDEntitlements)
	for i := range workloadDEntitlements {
		targets = append(targets, v2.Entitlement_builder{
			Resource: stub("app", "github", nil),
			Id:       fmt.Sprintf("app:github:entitlement-%04d", i),
		}.Build())
	}
	for i := range w.grants {
		principal := stub("user", fmt.Sprintf("user-%08d", i/workloadDEntitlements), nil)
		if err := to.grant(newGrant(targets[i%workloadDEntitlements], principal, nil)); err != nil {
			return err
		}
	}
	return nil
}
