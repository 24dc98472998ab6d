import Foundation
import Ledger
import SQLiteStore
import Testing

@Suite struct LedgerDirectoryLockTests {
    @Test func theHolderIsKnownWhileItHoldsTheLock() throws {
        let directory = try TemporaryDirectory()
        #expect(try LedgerDirectoryLock.holder(directory: directory.path) == nil)
        let lock = try LedgerDirectoryLock.acquire(directory: directory.path)
        #expect(try LedgerDirectoryLock.holder(directory: directory.path)?.pid == getpid())
        for address in ["127.0.0.1:8470", "[::1]:1", nil, "城厢.example:8470"] {
            try lock.update(address: address)
            let holder = try #require(try LedgerDirectoryLock.holder(directory: directory.path))
            #expect(holder.pid == getpid())
            #expect(holder.address == address)
        }
        #expect {
            try LedgerDirectoryLock.acquire(directory: directory.path)
        } throws: { error in
            if case StoreError.locked(by: "process \(getpid())") = error { true } else { false }
        }
    }

    @Test func theFileOfAHolderThatIsGoneMeansNothing() throws {
        let directory = try TemporaryDirectory()
        try directory.write(Array(#"{"pid":1,"address":"127.0.0.1:1"}"#.utf8), to: "yimad.lock")
        #expect(try LedgerDirectoryLock.holder(directory: directory.path) == nil)
        do {
            let lock = try LedgerDirectoryLock.acquire(directory: directory.path)
            try lock.update(address: "127.0.0.1:2")
        }
        #expect(try LedgerDirectoryLock.holder(directory: directory.path) == nil)
        _ = try LedgerDirectoryLock.acquire(directory: directory.path)
    }

    @Test func aMissingDirectoryIsSaid() {
        #expect {
            try LedgerDirectoryLock.acquire(directory: "/nowhere/at/all")
        } throws: { isUnreadable($0, saying: "/nowhere/at/all/yimad.lock") }
    }
}
