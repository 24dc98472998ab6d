import EPCIS
import Foundation

/// Reads the same events with `EPCISEvent(json:)`, which also validates them, and with Foundation's `JSONDecoder` into
/// plain structs, in turns in one thread; prints events a second of CPU time and the ratios.
///
/// There are two structs: one with the fields that these events have and no others, and one with all that an event may
/// have, as `EPCISEvent` has them. CPU time of the thread is counted, not time on the wall, so that other work on the
/// machine does not count.
func eventBench(events count: Int = 20_000, rounds: Int = 7) throws {
    let bodies = EventBench.bodies(count)
    let decoder = JSONDecoder()
    var runs: [EventBench.Run] = []
    for _ in 0..<rounds {
        runs.append(
            EventBench.Run(
                exact: try EventBench.rate(bodies) {
                    try decoder.decode(EventBench.ExactEvent.self, from: $0.data).epcList.count
                },
                whole: try EventBench.rate(bodies) {
                    try decoder.decode(EventBench.WholeEvent.self, from: $0.data).epcList?.count ?? 0
                },
                reader: try EventBench.rate(bodies) { try EPCISEvent(json: $0.bytes).epcList.count }))
    }
    let bytes = bodies.reduce(0) { $0 + $1.bytes.count } / count
    let median = { (value: (EventBench.Run) -> Double) in runs.map(value).sorted()[rounds / 2] }
    print("events of \(bytes) bytes, one thread, CPU time, median of \(rounds) rounds   (target: 5 times JSONDecoder)")
    print("  EPCISEvent(json:), read and validated: \(Int(median(\.reader)))/s")
    print(
        "  JSONDecoder, the fields that occur: \(Int(median(\.exact)))/s, ratio \(median { $0.reader / $0.exact }.ratio)"
    )
    print(
        "  JSONDecoder, all fields of an event: \(Int(median(\.whole)))/s, ratio \(median { $0.reader / $0.whole }.ratio)"
    )
}

/// What `eventBench` measures with.
private enum EventBench {
    /// Events a second of each side in one round.
    struct Run {
        let exact: Double
        let whole: Double
        let reader: Double
    }

    /// An event in the form that each side takes, so that neither pays for a conversion.
    struct Body {
        let bytes: [UInt8]
        let data: Data
    }

    struct Place: Decodable { var id: String }

    struct Party: Decodable {
        var type: String
        var source: String
    }

    /// The fields that the events have, as a program would declare them that reads only such events.
    struct ExactEvent: Decodable {
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

    struct Quantity: Decodable {
        var epcClass: String
        var quantity: Double?
        var uom: String?
    }

    struct Transaction: Decodable {
        var type: String?
        var bizTransaction: String
    }

    struct Destination: Decodable {
        var type: String
        var destination: String
    }

    struct ErrorDeclaration: Decodable {
        var declarationTime: String
        var reason: String?
        var correctiveEventIDs: [String]?
    }

    /// The fields that `EPCISEvent` has, for events of every kind; the data elements as far as these events have them.
    struct WholeEvent: Decodable {
        enum Kind: String, Decodable {
            case object = "ObjectEvent"
            case aggregation = "AggregationEvent"
            case transaction = "TransactionEvent"
            case transformation = "TransformationEvent"
            case association = "AssociationEvent"
        }
        enum Action: String, Decodable {
            case add = "ADD"
            case observe = "OBSERVE"
            case delete = "DELETE"
        }
        enum CodingKeys: String, CodingKey {
            case type, eventTime, eventTimeZoneOffset, eventID, epcList, action, bizStep, disposition, readPoint
            case bizLocation, sourceList, parentID, quantityList, childEPCs, childQuantityList, inputEPCList
            case inputQuantityList, outputEPCList, outputQuantityList, transformationID, bizTransactionList
            case destinationList, errorDeclaration
            case profile = "yima:profile"
            case actorUscc = "yima:actorUscc"
            case productName = "yima:productName"
            case lotNo = "yima:lotNo"
            case vehicleNo = "yima:vehicleNo"
            case tempC = "yima:tempC"
            case remark = "yima:remark"
        }
        var type: Kind
        var eventTime: String
        var eventTimeZoneOffset: String
        var eventID: String?
        var action: Action?
        var bizStep: String?
        var disposition: String?
        var readPoint: Place?
        var bizLocation: Place?
        var parentID: String?
        var epcList: [String]?
        var quantityList: [Quantity]?
        var childEPCs: [String]?
        var childQuantityList: [Quantity]?
        var inputEPCList: [String]?
        var inputQuantityList: [Quantity]?
        var outputEPCList: [String]?
        var outputQuantityList: [Quantity]?
        var transformationID: String?
        var bizTransactionList: [Transaction]?
        var sourceList: [Party]?
        var destinationList: [Destination]?
        var errorDeclaration: ErrorDeclaration?
        var profile: String?
        var actorUscc: String?
        var productName: String?
        var lotNo: String?
        var vehicleNo: String?
        var tempC: String?
        var remark: String?
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
}
