import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Values

extension LedgerClient {
    /// Why no whole answer came, in plain words: without the libraries' inner names, and with the time that was waited.
    func connectionWording(of error: any Error) -> Wording {
        switch error {
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first { return connectionWording(of: first.error) }
            return Wording(en: "no address is known for \(error.host)", zh: "无法解析主机名 \(error.host)")
        case let error as IOError: return Self.wording(ofSystem: error.errnoCode)
        case let error as HTTPClientError: return wording(of: error)
        case is HTTPParserError:
            return isSecure
                ? Wording(en: "the answer is not HTTP", zh: "应答不是 HTTP")
                : Wording(
                    en: "the answer is not HTTP (does this address want https://?)",
                    zh: "应答不是 HTTP（该地址是否应为 https://？）")
        default:
            // What the TLS library throws is told by where it comes from: its own words name its source files.
            return isSecure
                ? Wording(
                    en:
                        "no secure connection (TLS) could be made: the server's certificate is not accepted here, or it "
                        + "does not speak TLS",
                    zh: "无法建立安全连接（TLS）：本机不接受服务器的证书，或对方不支持 TLS")
                : Wording(en: "the connection failed", zh: "连接失败")
        }
    }

    private var isSecure: Bool { url.description.hasPrefix("https://") }

    private func wording(of error: HTTPClientError) -> Wording {
        let (connect, idle, request) = (timeouts.connectSeconds, timeouts.idleSeconds, timeouts.requestSeconds)
        switch error {
        case .connectTimeout: return Wording(en: "no connection within \(connect) s", zh: "\(connect) 秒内未能建立连接")
        case .tlsHandshakeTimeout:
            return Wording(en: "no secure connection (TLS) in time", zh: "未能及时建立安全连接（TLS）")
        case .readTimeout: return Wording(en: "no answer within \(idle) s", zh: "\(idle) 秒内没有应答")
        case .deadlineExceeded:
            return Wording(en: "no whole answer within \(request) s", zh: "\(request) 秒内未收到完整应答")
        case .writeTimeout:
            return Wording(en: "it took nothing of what was sent for \(idle) s", zh: "\(idle) 秒内对方未接收任何数据")
        case .remoteConnectionClosed:
            return Wording(
                en: "the connection was closed before the answer was complete", zh: "应答未完整时连接已关闭")
        case .uncleanShutdown:
            return Wording(
                en: "the secure connection (TLS) was cut off before the answer was complete",
                zh: "应答未完整时安全连接（TLS）已中断")
        default:
            return Wording(en: error.shortDescription, zh: "连接出错（\(error.shortDescription)）")
        }
    }

    private static func wording(ofSystem code: Int32) -> Wording {
        switch code {
        case ECONNREFUSED: return Wording(en: "connection refused", zh: "连接被拒绝")
        case ECONNRESET, EPIPE: return Wording(en: "the connection was reset", zh: "连接被重置")
        case EHOSTUNREACH, ENETUNREACH: return Wording(en: "no way leads there", zh: "网络不可达")
        default:
            let system = String(cString: strerror(code))
            return Wording(en: system, zh: "系统错误 \(code)（\(system)）")
        }
    }
}
