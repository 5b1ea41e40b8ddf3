//! What `make bench` compares with: actix-web answering 204 to everything, with nothing else in it.
use std::io::Result;

use actix_web::{App, HttpResponse, HttpServer, web};

async fn nothing() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

#[actix_web::main]
async fn main() -> Result<()> {
    let server = HttpServer::new(|| App::new().default_service(web::to(nothing))).bind("127.0.0.1:0")?;
    for address in server.addrs() {
        println!("listening on http://{address}");
    }
    server.run().await
}
