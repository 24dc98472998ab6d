import Foundation
import Traceability

/// Reads the same events with `EPCISEvent(json:)`, which also validates them, and with Foundation's `JSONDecoder` into a
/// plain struct, in turns in one thread; prints events a second of CPU time for both and the ratio.
///
/// CPU time of the thread is counted, not time on the wall, so that other work on the machine does not count.
func eventBench(events count: Int = 2000, rounds: Int = 7) throws {
    let bodies = EventBench.bodies(count)
    let bytes = bodies.reduce(0) { $0 + $1.count } / count
    let jsonDecoder = JSONDecoder()
    var ratios: [Double] = []
    var best = (reader: 0.0, decoder: 0.0)
    for _ in 0..<rounds {
        let decoder = try EventBench.rate(bodies) { body in
            try jsonDecoder.decode(EventBench.PlainEvent.self, from: body.data).epcList.count
        }
        let reader = try EventBench.rate(bodies) { body in try EPCISEvent(json: body.bytes).epcList.count }
        best = (max(best.reader, reader), max(best.decoder, decoder))
        ratios.append(reader / decoder)
    }
    ratios.sort()
    print(
        "events of \(bytes) bytes read and validated: \(Int(best.reader))/s · JSONDecoder: \(Int(best.decoder))/s · "
            + "ratio \(EventBench.twoDigits(ratios[rounds / 2])), worst \(EventBench.twoDigits(ratios[0]))   (target: 5)"
    )
}

/// What `eventBench` measures with.
private enum EventBench {
    /// An event in the form that each side takes, so that neither pays for a conversion.
    struct Body {
        let bytes: [UInt8]
        let data: Data
        var count: Int { bytes.count }
    }

    /// The fields that the events have, as any program would declare them.
    struct PlainEvent: Decodable {
        struct Place: Decodable { var id: String }
        struct Party: Decodable {
            var type: String
            var source: String
        }
        enum CodingKeys: String, CodingKey {
            case type, eventTime, eventTimeZoneOffset, eventID, epcList, action, bizStep, disposition, readPoint
            case bizLocation, sourceList
            case profile = "yima:profile"
            case actorUscc = "yima:actorUscc"
            case productName = "yima:productName"
            case lotNo = "yima:lotNo"
            case vehicleNo = "yima:vehicleNo"
            case tempC = "yima:tempC"
            case remark = "yima:remark"
        }
        var type: String
        var eventTime: String
        var eventTimeZoneOffset: String
        var eventID: String
        var epcList: [String]
        var action: String
        var bizStep: String
        var disposition: String
        var readPoint: Place
        var bizLocation: Place
        var sourceList: [Party]
        var profile: String
        var actorUscc: String
        var productName: String
        var lotNo: String
        var vehicleNo: String
        var tempC: String
        var remark: String
    }

    /// Events of about 1 KB, each with other codes.
    static func bodies(_ count: Int) -> [Body] {
        (0..<count).map { number in
            let codes = (0..<4).map {
                "https://id.gs1.org/01/06901234567892/10/L\(number)/21/\(1_000_000 + number * 4 + $0)"
            }
            let text = """
                {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-11-01T08:00:00+08:00",\
                "eventTimeZoneOffset":"+08:00","eventID":"urn:uuid:fd338495-0e6d-41dd-afee-\(100_000_000_000 + number)",\
                "epcList":["\(codes.joined(separator: #"",""#))"],"action":"OBSERVE",\
                "bizStep":"shipping","disposition":"in_transit","readPoint":{"id":"urn:yima:site:350521-0012"},\
                "bizLocation":{"id":"urn:yima:site:350521-0099"},\
                "sourceList":[{"type":"owning_party","source":"urn:yima:uscc:91350100M000100Y43"}],\
                "yima:profile":"aquatic","yima:actorUscc":"91350100M000100Y43","yima:productName":"大黄鱼（冰鲜）",\
                "yima:lotNo":"L\(number)","yima:vehicleNo":"闽C6T218","yima:tempC":"-18.5",\
                "yima:remark":"carried in a sealed container"}
                """
            return Body(bytes: Array(text.utf8), data: Data(text.utf8))
        }
    }

    /// Events a second of the thread's CPU time.
    static func rate(_ bodies: [Body], _ read: (Body) throws -> Int) throws -> Double {
        var sum = 0
        let started = cpuSeconds()
        for body in bodies { sum += try read(body) }
        let seconds = cpuSeconds() - started
        precondition(sum == bodies.count * 4)
        return Double(bodies.count) / seconds
    }

    private static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func twoDigits(_ value: Double) -> String { String(format: "%.2f", value) }
}
