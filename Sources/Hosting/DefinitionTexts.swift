public import Ledger
import TransparencyLog

/// Where a host keeps the definition files that its ledger adopts: those too large for an entry are nowhere else.
public protocol DefinitionTexts: Sendable {
    /// The file of that SHA-256; nil where there is none.
    func text(_ sha256: DefinitionDigest) async throws(StoreError) -> [UInt8]?
}

extension LedgerHost {
    /// Appends an admin note; before one that adopts a definition file goes the file's text, where an entry can hold it.
    public func append(adminNote note: [UInt8]) async throws(AdminRefusal) -> AdminReceipt {
        guard case .definitionAdopted(let name, let sha256, _)? = AdminAct(note: note, origin: "\(identity.origin)")
        else { return try await sequencer.append(adminNote: note) }
        // Whoever is not the administrator is refused before a file is read for him.
        guard let key = sequencer.published.registry.adminKey, (try? SignedNote.parse(note).verify(with: [key])) != nil
        else { throw .refused(.badSignature) }
        let text: [UInt8]?
        do throws(StoreError) { text = try await definitionTexts?.text(sha256) } catch {
            throw .notCommitted(reason: error.reason)
        }
        guard let text else { throw .refused(.definitionIsMissing(name: name, sha256: sha256)) }
        let entry = DefinitionEntry(name: name, text: text)
        let fits = entry.bytes.count <= LedgerEntry.bytesMax
        return try await sequencer.append(adminNote: note, definition: fits ? entry : nil)
    }

    /// The text of a definition file that the ledger has ever adopted; nil where it has not, or the host lost it.
    public func definition(_ sha256: DefinitionDigest) async throws(StoreError) -> [UInt8]? {
        try await Self.definition(
            sha256, by: sequencer.published.registry, store: store, texts: definitionTexts)
    }

    /// The definition files that count now, by name, with their texts; nil for one that the host lost.
    public static func adoptedDefinitions(
        by registry: Registry, store: any LedgerStore, texts: (any DefinitionTexts)?
    ) async throws(StoreError) -> [DefinitionName: (sha256: DefinitionDigest, text: [UInt8]?)] {
        var files: [DefinitionName: (sha256: DefinitionDigest, text: [UInt8]?)] = [:]
        for (name, adoptions) in registry.definitions {
            guard let adopted = adoptions.last else { continue }
            files[name] = (
                adopted.sha256, try await definition(adopted.sha256, by: registry, store: store, texts: texts)
            )
        }
        return files
    }

    private static func definition(
        _ sha256: DefinitionDigest, by registry: Registry, store: any LedgerStore, texts: (any DefinitionTexts)?
    ) async throws(StoreError) -> [UInt8]? {
        guard let adoption = registry.adoption(of: sha256) else { return nil }
        if let entry = adoption.textEntry,
            case .definition(let definition)? = try? LedgerEntry(parsing: try await store.entry(entry))
        {
            return definition.text
        }
        return try await texts?.text(sha256)
    }
}
