public import TransparencyLog
import Values

/// Where the entries of a log are read from.
public protocol EntrySource: Sendable {
    /// The entries of a bundle, exactly `path.width` of them. They are believed only where their hashes lead to a signed root.
    func entries(_ path: EntryBundlePath) async throws(TileSourceError) -> [[UInt8]]
}

/// Proves single entries of a log from its tiles and bundles, under a checkpoint that the caller has opened.
public struct EntryProver<Source: TileSource & EntrySource>: Sendable {
    private let source: Source
    private let checkpoint: Checkpoint

    public init(_ source: Source, under checkpoint: Checkpoint) {
        self.source = source
        self.checkpoint = checkpoint
    }

    /// An entry and the proof that it stands at its place; what was served is held to the checkpoint.
    public func entry(_ index: UInt64) async throws(EntryProverError) -> (bytes: [UInt8], proof: InclusionProof) {
        guard index < checkpoint.treeSize else { throw .beyond(index: index, treeSize: checkpoint.treeSize) }
        let bundle = index / UInt64(Tile.widthMax)
        let width = Tile.width(level: 0, index: bundle, treeSize: checkpoint.treeSize)
        guard let path = EntryBundlePath(index: bundle, width: width) else {
            throw .beyond(index: index, treeSize: checkpoint.treeSize)
        }
        do {
            let plan = try InclusionProof.nodes(leafIndex: index, treeSize: checkpoint.treeSize)
            let entries = try await source.entries(path)
            let bytes = entries[Int(index % UInt64(Tile.widthMax))]
            let hashes = try await source.hashes(at: plan.nodes, treeSize: checkpoint.treeSize)
            let proof = InclusionProof(plan, hashes: hashes)
            guard (try? proof.verify(leafHash: .leaf(bytes), root: checkpoint.root)) != nil else {
                throw EntryProverError.notShown(index: index)
            }
            return (bytes, proof)
        } catch let error as TileSourceError {
            throw .source(error)
        } catch let error as EntryProverError {
            throw error
        } catch let error as any ExplainedError {
            throw .source(TileSourceError(Wording(en: error.en, zh: error.zh)))
        } catch {
            preconditionFailure("a proof is planned and read with errors that explain themselves")
        }
    }
}

/// Why an entry could not be proven: nothing is known to be wrong.
public enum EntryProverError: Error, Hashable, Sendable {
    /// The log has no such entry yet.
    case beyond(index: UInt64, treeSize: UInt64)
    /// What was served does not lead to the root that the log signed.
    case notShown(index: UInt64)
    case source(TileSourceError)
}
