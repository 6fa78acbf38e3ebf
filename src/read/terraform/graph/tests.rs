//! What attributes come to.
