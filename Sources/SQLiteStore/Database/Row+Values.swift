import EPCIS
import Foundation
import GRDB
import Ledger
import TransparencyLog
import Values

extension Row {
    /// A column's bytes, copied once; damage where it is no blob.
    func bytes(_ column: Int) throws -> [UInt8] {
        try withUnsafeData(atIndex: column) { data in
            guard let data else {
                throw StoreError.damaged(reason: "a stored value is missing: the file is damaged")
            }
            return [UInt8](data)
        }
    }

    /// A size or index; damage where it is none.
    func size(_ column: Int) throws -> UInt64 {
        guard let value = UInt64.fromDatabaseValue(self[column]) else {
            throw StoreError.damaged(reason: "a stored number is not one: the file is damaged")
        }
        return value
    }

    /// Any number; damage where it is none.
    func integer(_ column: Int) throws -> Int64 {
        guard let value = Int64.fromDatabaseValue(self[column]) else {
            throw StoreError.damaged(reason: "a stored number is not one: the file is damaged")
        }
        return value
    }

    /// A right edge; damage where it is none.
    func edge(_ column: Int) throws -> RightEdge {
        guard let edge = RightEdge(bytes: try bytes(column)) else {
            throw StoreError.damaged(reason: "a stored right edge is not one: the file is damaged")
        }
        return edge
    }

    /// A moment in milliseconds; damage where it is none.
    func moment(_ column: Int) throws -> Timestamp {
        Timestamp(milliseconds: try integer(column))
    }

    /// A journal's name; damage where it is none.
    func journalName(_ column: Int) throws -> JournalName {
        let text = String.fromDatabaseValue(self[column])
        guard let text, let name = JournalName(text) else {
            throw StoreError.damaged(reason: "“\(text ?? "NULL")” is not the name of a journal: the file is damaged")
        }
        return name
    }

    /// A disclosure's text; damage where it is none.
    func disclosure(_ column: Int) throws -> Disclosure {
        guard let text = String.fromDatabaseValue(self[column]), let disclosure = Disclosure(text: text) else {
            throw StoreError.damaged(reason: "a stored private value is none: the file is damaged")
        }
        return disclosure
    }

    /// A digest of a private value; damage where it is none.
    func disclosureDigest(_ column: Int) throws -> DisclosureDigest {
        guard let digest = DisclosureDigest(bytes: try bytes(column)) else {
            throw StoreError.damaged(reason: "a stored digest is none: the file is damaged")
        }
        return digest
    }
}
