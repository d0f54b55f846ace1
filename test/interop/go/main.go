// Package main is a peer of the Go family (boxo, what Kubo is made of) that a test talks to: it adds
// what it reads, tells the CID, and fetches what it is asked for.
//
//	go run . add FILE            prints the CID, then serves by bitswap until stdin closes
//	go run . serve FILE          the same, and as a trustless gateway, over HTTP and libp2p streams
//	go run . get CID MULTIADDR   writes the file to stdout
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/ipfs/boxo/bitswap"
	"github.com/ipfs/boxo/bitswap/network/bsnet"
	"github.com/ipfs/boxo/blockservice"
	"github.com/ipfs/boxo/blockstore"
	"github.com/ipfs/boxo/chunker"
	"github.com/ipfs/boxo/gateway"
	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs/importer/balanced"
	"github.com/ipfs/boxo/ipld/unixfs/importer/helpers"
	unixfsio "github.com/ipfs/boxo/ipld/unixfs/io"
	"github.com/ipfs/go-cid"
	"github.com/ipfs/go-datastore"
	dssync "github.com/ipfs/go-datastore/sync"
	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	libp2phttp "github.com/libp2p/go-libp2p/p2p/http"
	"github.com/multiformats/go-multihash"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, words []string) error {
	streams, err := libp2p.New(libp2p.ListenAddrStrings("/ip4/127.0.0.1/tcp/0"))
	if err != nil {
		return err
	}
	store := blockstore.NewBlockstore(dssync.MutexWrap(datastore.NewMapDatastore()))
	swap := bitswap.New(ctx, bsnet.NewFromIpfsHost(streams), nil, store)
	dag := merkledag.NewDAGService(blockservice.New(store, swap))
	if words[0] == "get" {
		target, err := peer.AddrInfoFromString(words[2])
		if err != nil {
			return err
		}
		if err := streams.Connect(ctx, *target); err != nil {
			return err
		}
		root, err := cid.Decode(words[1])
		if err != nil {
			return err
		}
		node, err := dag.Get(ctx, root)
		if err != nil {
			return err
		}
		file, err := unixfsio.NewDagReader(ctx, node, dag)
		if err != nil {
			return err
		}
		_, err = io.Copy(os.Stdout, file)
		return err
	}
	source, err := os.Open(words[1])
	if err != nil {
		return err
	}
	params := helpers.DagBuilderParams{
		Maxlinks:   1024,
		RawLeaves:  true,
		Dagserv:    dag,
		CidBuilder: cid.V1Builder{Codec: cid.DagProtobuf, MhType: multihash.SHA2_256},
	}
	builder, err := params.New(chunk.NewSizeSplitter(source, 256*1024))
	if err != nil {
		return err
	}
	root, err := balanced.Layout(builder)
	if err != nil {
		return err
	}
	url := ""
	if words[0] == "serve" {
		if url, err = serve(streams, store); err != nil {
			return err
		}
	}
	fmt.Printf("%s %s/p2p/%s %s\n", root.Cid(), streams.Addrs()[0], streams.ID(), url)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func serve(streams host.Host, store blockstore.Blockstore) (string, error) {
	backend, err := gateway.NewBlocksBackend(blockservice.New(store, nil))
	if err != nil {
		return "", err
	}
	handler := gateway.NewHandler(gateway.Config{}, backend)
	front := &libp2phttp.Host{StreamHost: streams}
	front.SetHTTPHandlerAtPath("/ipfs/gateway", "/", handler)
	go front.Serve()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go http.Serve(listener, handler)
	return "http://" + listener.Addr().String(), nil
}
