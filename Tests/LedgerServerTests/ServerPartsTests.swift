import CoreMetrics
import LedgerProtocol
import NIOCore
import Testing
import TransparencyLog
import Values

@testable import LedgerServer

@Suite("Parts of the server") struct ServerPartsTests {
    @Test(
        "An address to listen on reads back as it was written",
        arguments: ["127.0.0.1:8470", "[::1]:8470", "0.0.0.0:0", "localhost:65535", "unix:/run/yima/http"])
    func address(text: String) {
        #expect(ListenAddress(text)?.description == text)
    }

    @Test(
        "Anything else is no address",
        arguments: [
            "", "8470", ":8470", "h:", "h:65536", "h:-1", "::1:8470", "[::1]", "[h]:1", "unix:", "unix:relative",
            "unix:/" + String(repeating: "x", count: 200),
        ])
    func badAddress(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test("A gate admits up to its bound, and again when a place was left")
    func gate() async {
        let gate = RequestGate(capacity: 3)
        for _ in 0..<3 { #expect(await gate.enter()) }
        #expect(await !gate.enter())
        gate.leave()
        #expect(await gate.enter())
        #expect(await !gate.enter())
    }

    @Test(
        "At a gate as many wait as may, in the order in which they came, and nobody waits where nobody is ever admitted"
    )
    func waiting() async {
        let gate = RequestGate(capacity: 1, waitingMax: 2)
        #expect(await gate.enter())
        let (turns, turn) = AsyncStream<Int>.makeStream()
        for number in 0..<2 {
            Task {
                #expect(await gate.enter())
                turn.yield(number)
            }
            while gate.waitingCount <= number { await Task.yield() }
        }
        #expect(await !gate.enter())
        var next = turns.makeAsyncIterator()
        for number in 0..<2 {
            gate.leave()
            #expect(await next.next() == number)
        }
        #expect(gate.waitingCount == 0)
        gate.leave()
        #expect(await gate.enter())
        #expect(await !RequestGate(capacity: 0, waitingMax: 2).enter())
    }

    @Test("The tiles that are kept are bounded, and one that is asked for stays while others pass")
    func tiles() {
        let cache = TileCache(tileCountMax: 8)
        let wanted = Tile(level: 0, index: 0)!
        cache.keep(ByteBuffer(string: "a"), of: wanted)
        for index in UInt64(1)...100 {
            cache.keep(ByteBuffer(string: "b"), of: Tile(level: 0, index: index)!)
            #expect(cache[wanted] == ByteBuffer(string: "a"))
            #expect(cache.count <= 8)
        }
        #expect(cache[Tile(level: 0, index: 1)!] == nil)
        #expect(cache[Tile(level: 0, index: 100)!] != nil)
    }

    @Test(
        "A path has one spelling",
        arguments: [("/a/b", true), ("/a//b", false), ("//a", false), ("/a/", false), ("/", true), ("/a/.", true)])
    func spelling(path: String, isOne: Bool) {
        #expect(path.isSpelledOnce == isOne)
    }

    @Test("Every problem has its own title in both languages and a status of a refusal")
    func words() {
        let titles = ProblemWord.allCases.map(\.title)
        #expect(Set(titles.map(\.en)).count == titles.count)
        #expect(Set(titles.map(\.zh)).count == titles.count)
        for word in ProblemWord.allCases {
            #expect((400...599).contains(word.status))
            #expect(word.rawValue.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") })
        }
    }

    @Test("Percent-encoding is undone strictly, and a plus sign stays one")
    func percent() {
        #expect(PercentEncoding.decode("a%2Fb+%E9%B1%BC%1d") == "a/b+鱼\u{1D}")
        for bad in ["%", "%4", "%zz", "%+1", "%FF", "%E9%B1", "a%"] {
            #expect(PercentEncoding.decode(Substring(bad)) == nil)
        }
    }

    @Test("Metrics are written as Prometheus reads them")
    func exposition() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "a.b-c", dimensions: [("z", "1"), ("kind", "say \"hi\"\n\\")]).increment(by: 3)
        metrics.makeCounter(label: "a.b-c", dimensions: [("kind", "say \"hi\"\n\\"), ("z", "1")]).increment(by: 4)
        metrics.makeRecorder(label: "gauge", dimensions: [], aggregate: false).record(1.5)
        metrics.makeTimer(label: "t_seconds", dimensions: [("r", "x")]).recordNanoseconds(3_000_000)
        metrics.makeTimer(label: "t_seconds", dimensions: [("r", "x")]).recordNanoseconds(60_000_000_000)
        let text = metrics.exposition()
        #expect(text.contains("# TYPE a_b_c counter\na_b_c{kind=\"say \\\"hi\\\"\\n\\\\\",z=\"1\"} 7\n"))
        #expect(text.contains("# TYPE gauge gauge\ngauge 1.5\n"))
        #expect(text.contains("t_seconds_bucket{r=\"x\",le=\"0.0025\"} 0\n"))
        #expect(text.contains("t_seconds_bucket{r=\"x\",le=\"0.005\"} 1\n"))
        #expect(text.contains("t_seconds_bucket{r=\"x\",le=\"10\"} 1\n"))
        #expect(text.contains("t_seconds_bucket{r=\"x\",le=\"+Inf\"} 2\n"))
        #expect(text.contains("t_seconds_sum{r=\"x\"} 60.003\nt_seconds_count{r=\"x\"} 2\n"))
        #expect(text.split(separator: "\n").filter { $0 == "# TYPE t_seconds histogram" }.count == 1)
    }

    @Test("Labels without bound fill the table and no more")
    func bounded() {
        let metrics = PrometheusMetrics()
        for number in 0..<(PrometheusMetrics.seriesCountMax + 5) {
            metrics.makeCounter(label: "x", dimensions: [("n", "\(number)")]).increment(by: 1)
        }
        let lines = metrics.exposition().split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("x{") }.count == PrometheusMetrics.seriesCountMax)
        #expect(lines.contains("yima_metrics_dropped_total 5"))
    }
}
