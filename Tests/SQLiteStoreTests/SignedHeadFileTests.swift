import Foundation
import Ledger
import LedgerTesting
import SQLiteStore
import Testing
import TransparencyLog

@Suite struct SignedHeadFileTests {
    private static let fixture = LedgerFixture()

    private static func note(_ size: Int) -> [UInt8] {
        fixture.checkpoint((0..<size).reduce(into: RightEdge()) { $0.append(.leaf("\($1)".utf8)) })
    }

    @Test func theNewestOfManyCheckpointsIsKept() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/deep/last-checkpoint"
        #expect(try SignedHeadFile(path: path).load() == nil)
        for size in [0, 1, 2, 2, 3, 17] {
            try SignedHeadFile(path: path).keep(Self.note(size))
            #expect(try SignedHeadFile(path: path).load() == Self.note(size))
        }
        #expect(try directory.bytes("deep/last-checkpoint").count == 8192)
    }

    /// Power may fail after any number of the slot's bytes: the checkpoint before, or the new one, is there. Never
    /// none.
    @Test(arguments: [3, 4])
    func aTornWriteLeavesTheCheckpointBefore(size: Int) throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/guard"
        let guardFile = SignedHeadFile(path: path)
        for earlier in 1..<size { try guardFile.keep(Self.note(earlier)) }
        let before = try directory.bytes("guard")
        try guardFile.keep(Self.note(size))
        let after = try directory.bytes("guard")
        let slot = before.prefix(4096) == after.prefix(4096) ? 4096 : 0
        #expect(before[(4096 - slot)..<(8192 - slot)] == after[(4096 - slot)..<(8192 - slot)])
        for torn in 0..<4096 {
            var bytes = after
            bytes.replaceSubrange((slot + torn)..<(slot + 4096), with: before[(slot + torn)..<(slot + 4096)])
            try directory.overwrite("guard", with: bytes)
            let expected = bytes == after ? size : size - 1
            #expect(try guardFile.load() == Self.note(expected), "torn after \(torn) bytes")
        }
    }

    @Test func everyFlippedByteOfTheNewestSlotIsNoticed() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/guard"
        let guardFile = SignedHeadFile(path: path)
        // One checkpoint, so that the other slot was never written: without the first there is nothing.
        try guardFile.keep(Self.note(5))
        let whole = try directory.bytes("guard")
        for position in 0..<4096 {
            var bytes = whole
            bytes[position] ^= 0x10
            try directory.overwrite("guard", with: bytes)
            #expect(throws: SignedHeadError.self, "byte \(position)") { try guardFile.load() }
        }
        #expect(throws: SignedHeadError.self) { try guardFile.keep(Self.note(6)) }
    }

    @Test(arguments: [0, 1, 4095, 4096 - 32])
    func aFileWithoutAWholeSlotIsAnErrorNeverANewBeginning(length: Int) throws {
        let directory = try TemporaryDirectory()
        let guardFile = SignedHeadFile(path: "\(directory.path)/guard")
        try guardFile.keep(Self.note(5))
        try directory.write(Array(directory.bytes("guard").prefix(length)), to: "guard")
        #expect(throws: SignedHeadError.self) { try guardFile.load() }
        #expect(throws: SignedHeadError.self) { try guardFile.keep(Self.note(9)) }
    }

    @Test func anOlderATooLongAndNoCheckpointAreRefused() throws {
        let directory = try TemporaryDirectory()
        let guardFile = SignedHeadFile(path: "\(directory.path)/guard")
        try guardFile.keep(Self.note(5))
        #expect(throws: SignedHeadError.self) { try guardFile.keep(Self.note(4)) }
        #expect(throws: SignedHeadError.self) { try guardFile.keep(Array("no note\n".utf8)) }
        let checkpoint = Checkpoint(
            origin: Self.fixture.origin, treeSize: 0, root: .emptyRoot,
            extensions: [String(repeating: "x", count: SignedHeadFile.noteBytesMax)])
        let long = Array(try checkpoint.sign(with: Self.fixture.signer).formatted.utf8)
        #expect(throws: SignedHeadError.self) { try guardFile.keep(long) }
        #expect(try guardFile.load() == Self.note(5))
    }
}
