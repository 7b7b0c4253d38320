package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"github.com/conductorone/baton-sdk/pkg/connectorstore"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
)

func runDigests(ctx context.Context, args []string) error {
	return eachAnswer(ctx, "digests", args, func(_ string, store c1zstore.Store, _ string, out *bufio.Writer) error {
		return writeDigests(ctx, store, out)
	})
}

// writeDigests prints the digest of all grants of the file, then the digest root
// of every entitlement, as the file has them stored.
func writeDigests(ctx context.Context, store c1zstore.Store, out *bufio.Writer) error {
	whole, ok := store.(c1zstore.GrantGenerationDigestReader)
	if !ok {
		return fmt.Errorf("a %T stores no grant digests", store)
	}
	each, ok := store.(connectorstore.EntitlementGrantDigestReader)
	if !ok {
		return fmt.Errorf("a %T stores no entitlement digests", store)
	}
	digest, found, err := whole.GrantGenerationDigest(ctx)
	if err != nil {
		return err
	}
	err = writeJSONLine(out, object{
		"kind":  "grant_digest",
		"found": found,
		"hash":  hex.EncodeToString(digest.Hash),
		"count": digest.Count,
		"abi":   digest.ABIVersion,
	})
	if err != nil {
		return err
	}
	roots := &lines{}
	err = eachEntitlement(ctx, store, func(e *v2.Entitlement) error {
		owner := e.GetResource().GetId()
		record := object{"kind": "entitlement_digest", "id": e.GetId(), "resource": referenceJSON(owner)}
		root, found, err := each.GetEntitlementGrantDigest(ctx, e)
		if err != nil {
			// The reader refuses some ids that a file may hold, the empty one for
			// example. A refusal is a result, too; refusals come first.
			record["error"] = err.Error()
			return roots.append(record)
		}
		record["found"] = found
		record["hash"] = hex.EncodeToString(root.Hash)
		record["count"] = root.Count
		record["level"] = root.Level
		return roots.append(record, owner.GetResourceType(), owner.GetResource(), e.GetId())
	})
	if err != nil {
		return err
	}
	return roots.writeTo(out)
}
