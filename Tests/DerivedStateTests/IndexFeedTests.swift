import Testing
import VerifiableIndex

@testable import DerivedState

@Suite struct `The keys of the newest entries` {
    private static func keys(_ range: Range<UInt64>, each count: Int = 1) -> [[IndexKey]] {
        range.map { entry in (0..<count).map { IndexKey(name: "\(entry) \($0)") } }
    }

    @Test func `are given once, in whatever portions`() {
        var feed = IndexFeed()
        feed.append(Self.keys(10..<20), from: 10)
        feed.append(Self.keys(20..<25), from: 20)
        #expect(feed.take(10..<12) == Self.keys(10..<12))
        #expect(feed.take(10..<12) == nil)
        #expect(feed.take(12..<25) == Self.keys(12..<25))
        #expect(feed.take(25..<26) == nil)
        feed.append(Self.keys(25..<26), from: 25)
        #expect(feed.take(25..<26) == Self.keys(25..<26))
    }

    @Test func `are not given in part, and what is asked for is let go`() {
        var feed = IndexFeed()
        feed.append(Self.keys(10..<20), from: 10)
        #expect(feed.take(5..<12) == nil)
        #expect(feed.take(12..<22) == nil)
        #expect(feed.take(12..<20) == nil)
        feed.append(Self.keys(20..<22), from: 20)
        #expect(feed.take(20..<22) == Self.keys(20..<22))
    }

    @Test func `are let go where some are missing before the next`() {
        var feed = IndexFeed()
        feed.append(Self.keys(0..<5), from: 0)
        feed.append(Self.keys(7..<9), from: 7)
        #expect(feed.take(0..<5) == nil)
        #expect(feed.take(7..<9) == Self.keys(7..<9))
    }

    @Test func `are bounded`() {
        var feed = IndexFeed()
        let half = Self.keys(0..<2, each: IndexFeed.keysMax / 4)
        feed.append(half, from: 0)
        feed.append(half, from: 2)
        feed.append(Self.keys(4..<5), from: 4)
        #expect(feed.take(0..<4) == nil)
        #expect(feed.take(4..<5) == Self.keys(4..<5))
        feed.append(Self.keys(5..<6, each: IndexFeed.keysMax + 1), from: 5)
        #expect(feed.take(5..<6) == nil)
        feed.append(Self.keys(6..<7), from: 6)
        #expect(feed.take(6..<7) == Self.keys(6..<7))
    }
}
